/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs how training goes, where there is no topic to tell it to: a line every few seconds, and one
 * at the end, by a logger of its own that the command shows.
 */
public final class LoggedProgress implements Sink<MetricRecord> {

  private static final long serialVersionUID = 1L;

  /** The name of the logger. */
  public static final String LOGGER = "freshet.progress";

  private static final long EVERY_NANOS = 5_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  @Override
  public SinkWriter<MetricRecord> createWriter(WriterInitContext context) {
    return new Writer();
  }

  private static final class Writer implements SinkWriter<MetricRecord> {
    private final long start = System.nanoTime();
    private long told = start - EVERY_NANOS;
    private @Nullable TrainingProgress untold;

    @Override
    public void write(MetricRecord metric, Context context) {
      if (metric instanceof TrainingProgress progress) {
        untold = progress;
        if (System.nanoTime() - told >= EVERY_NANOS) {
          tell();
        }
      }
    }

    private void tell() {
      TrainingProgress progress = untold;
      if (progress == null) {
        return;
      }
      untold = null;
      told = System.nanoTime();
      StringBuilder losses = new StringBuilder();
      new TreeMap<>(progress.tasks())
          .forEach(
              (task, at) ->
                  losses.append(
                      Double.isFinite(at.loss())
                          ? String.format(Locale.ROOT, "  %s %.4f", task, at.loss())
                          : "  " + task + " -"));
      LOG.info(
          String.format(
              Locale.ROOT,
              "step %,d  %,d pairs  %,.0f pairs/s  loss%s",
              progress.step(),
              progress.pairs(),
              progress.pairs() / Math.max(1e-9, (told - start) / 1e9),
              losses));
    }

    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput) {
        tell();
      }
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
