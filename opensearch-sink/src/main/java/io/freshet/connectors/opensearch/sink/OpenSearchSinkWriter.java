/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.metrics.SinkMetrics;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's side of the sink: the checkpoint drains; a batch that is not full is sent after its
 * linger, or as soon after that as a request may be sent, and gathers more until then.
 */
final class OpenSearchSinkWriter<T> implements SinkWriter<T> {

  private static final Logger LOG = LoggerFactory.getLogger(OpenSearchSinkWriter.class);

  private final BulkPipeline<T> pipeline;
  private final ProcessingTimeService time;
  private final MailboxExecutor mailbox;
  private final long lingerMillis;
  private final SinkWriterMetricGroup metrics;
  private boolean sendingSet;

  OpenSearchSinkWriter(OpenSearchSink<T> sink, WriterInitContext context) throws IOException {
    this.mailbox = context.getMailboxExecutor();
    this.pipeline =
        new BulkPipeline<>(
            sink,
            "opensearch-bulk-" + context.getTaskInfo().getIndexOfThisSubtask(),
            this::sendLater);
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
    SinkMetrics.IN_FLIGHT.gauge(metrics, pipeline.places()::requests);
    SinkMetrics.IN_FLIGHT_LIMIT.gauge(metrics, pipeline.places()::limit);
    SinkMetrics.BULK_LIMIT.gauge(metrics, pipeline::documentLimit);
    SinkMetrics.LAST_BULK_DURATION.gauge(metrics, statistics.bulkMilliseconds::get);
    metrics.setCurrentSendTimeGauge(statistics.bulkMilliseconds::get);
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    pipeline.write(element, context);
    count();
    if (!sendingSet && !pipeline.isEmpty()) {
      sendingSet = true;
      // Never cancelled: it finds nothing to send where a checkpoint came first.
      if (lingerMillis == 0) {
        sendLater();
      } else {
        ScheduledFuture<?> unused =
            time.registerTimer(
                time.getCurrentProcessingTime() + lingerMillis, timestamp -> trySend());
      }
    }
  }

  /** After all that the task is at now: what it hands on at once travels together. */
  private void sendLater() {
    try {
      mailbox.execute(this::trySend, "send what waits for OpenSearch");
    } catch (RejectedExecutionException e) {
      LOG.debug("the task has ended; what is not stored is read again after the restart");
    }
  }

  private void trySend() throws IOException {
    // Where no place is free, the end of a request calls this again.
    sendingSet = !pipeline.trySend();
    count();
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
