/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import io.freshet.connectors.ConnectorMetrics;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.MetricGroup;

/** Flink's side of the sink: the checkpoint drains, a timer sends batches that are not full. */
final class OpenSearchSinkWriter implements SinkWriter<IndexOperation> {

  private final BulkPipeline pipeline;
  private final ProcessingTimeService time;
  private final long lingerMillis;
  private boolean timerSet;

  OpenSearchSinkWriter(OpenSearchSink sink, WriterInitContext context) throws IOException {
    this.pipeline =
        new BulkPipeline(sink, "opensearch-bulk-" + context.getTaskInfo().getIndexOfThisSubtask());
    this.time = context.getProcessingTimeService();
    this.lingerMillis = sink.settings().linger().toMillis();
    register(context.metricGroup());
  }

  private void register(MetricGroup group) {
    BulkStatistics statistics = pipeline.statistics();
    ConnectorMetrics.STORED.register(group, statistics.stored);
    ConnectorMetrics.STALE.register(group, statistics.stale);
    ConnectorMetrics.RETRIED.register(group, statistics.retried);
    ConnectorMetrics.REJECTED.register(group, statistics.rejected);
    ConnectorMetrics.ABANDONED.register(group, statistics.abandoned);
    ConnectorMetrics.BULKS.register(group, statistics.bulks);
    ConnectorMetrics.PENDING_ITEMS.gauge(group, statistics.pendingItems::get);
    ConnectorMetrics.PENDING_BYTES.gauge(group, statistics.pendingBytes::get);
    ConnectorMetrics.LAST_BULK_DURATION.gauge(group, statistics.bulkMilliseconds::get);
  }

  @Override
  public void write(IndexOperation operation, Context context)
      throws IOException, InterruptedException {
    pipeline.write(operation);
    if (!timerSet && !pipeline.isEmpty()) {
      timerSet = true;
      // Never cancelled: it finds nothing to send where a checkpoint came first.
      ScheduledFuture<?> unused =
          time.registerTimer(
              time.getCurrentProcessingTime() + lingerMillis,
              timestamp -> {
                timerSet = false;
                pipeline.send();
              });
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    pipeline.drain();
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
  }
}
