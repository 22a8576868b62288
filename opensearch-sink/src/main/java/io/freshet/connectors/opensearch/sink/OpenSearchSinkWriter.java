/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.metrics.SinkMetrics;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Flink's side of the sink: the checkpoint drains, a timer sends batches that are not full. */
final class OpenSearchSinkWriter<T> implements SinkWriter<T> {

  private final BulkPipeline<T> pipeline;
  private final ProcessingTimeService time;
  private final long lingerMillis;
  private final SinkWriterMetricGroup metrics;
  private boolean timerSet;

  OpenSearchSinkWriter(OpenSearchSink<T> sink, WriterInitContext context) throws IOException {
    this.pipeline =
        new BulkPipeline<>(
            sink, "opensearch-bulk-" + context.getTaskInfo().getIndexOfThisSubtask());
    this.time = context.getProcessingTimeService();
    this.lingerMillis = sink.settings().linger().toMillis();
    this.metrics = context.metricGroup();
    register();
  }

  private void register() {
    BulkStatistics statistics = pipeline.statistics();
    SinkMetrics.STORED.register(metrics, statistics.stored);
    SinkMetrics.STALE.register(metrics, statistics.stale);
    SinkMetrics.RETRIED.register(metrics, statistics.retried);
    SinkMetrics.REJECTED.register(metrics, statistics.rejected);
    SinkMetrics.ABANDONED.register(metrics, statistics.abandoned);
    SinkMetrics.BULKS.register(metrics, statistics.bulks);
    SinkMetrics.PENDING_ITEMS.gauge(metrics, statistics.pendingItems::get);
    SinkMetrics.PENDING_BYTES.gauge(metrics, statistics.pendingBytes::get);
    SinkMetrics.LAST_BULK_DURATION.gauge(metrics, statistics.bulkMilliseconds::get);
    metrics.setCurrentSendTimeGauge(statistics.bulkMilliseconds::get);
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    pipeline.write(element, context);
    count();
    if (!timerSet && !pipeline.isEmpty()) {
      timerSet = true;
      // Never cancelled: it finds nothing to send where a checkpoint came first.
      ScheduledFuture<?> unused =
          time.registerTimer(
              time.getCurrentProcessingTime() + lingerMillis,
              timestamp -> {
                timerSet = false;
                pipeline.send();
                count();
              });
    }
  }

  /** Flink's own counters are for its task's thread, so they follow here. */
  private void count() {
    BulkStatistics statistics = pipeline.statistics();
    follow(metrics.getNumRecordsSendCounter(), statistics.takenItems.get());
    follow(metrics.getNumBytesSendCounter(), statistics.takenBytes.get());
    follow(metrics.getNumRecordsSendErrorsCounter(), statistics.sendErrors.get());
  }

  private static void follow(Counter counter, long value) {
    counter.inc(value - counter.getCount());
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    pipeline.drain();
    count();
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
  }
}
