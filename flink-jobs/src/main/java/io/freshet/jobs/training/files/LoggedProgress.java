/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.json.MetricJson;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs how training goes, where there is no topic to tell it to: a line every few seconds, and one
 * at the end, by a logger of its own that the command shows. All that is told may be kept in a file
 * too, a record a line as it would stand in the topic; after a failure lines may stand in it twice.
 */
public final class LoggedProgress implements Sink<MetricRecord> {

  private static final long serialVersionUID = 1L;

  /** The name of the logger. */
  public static final String LOGGER = "freshet.progress";

  private static final long EVERY_NANOS = 5_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  /** A path as text, so that it travels with the job; the empty string for no file. */
  private final String file;

  /** Keeps what is told where a file is named. */
  public LoggedProgress(Optional<Path> file) {
    this.file = file.map(path -> path.toAbsolutePath().toString()).orElse("");
  }

  @Override
  public SinkWriter<MetricRecord> createWriter(WriterInitContext context) throws IOException {
    return new Writer(
        file.isEmpty()
            ? OutputStream.nullOutputStream()
            : new BufferedOutputStream(
                Files.newOutputStream(
                    Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
  }

  private static final class Writer implements SinkWriter<MetricRecord> {
    private final long start = System.nanoTime();
    private long told = start - EVERY_NANOS;
    private final OutputStream kept;
    private @Nullable TrainingProgress untold;

    Writer(OutputStream kept) {
      this.kept = kept;
    }

    @Override
    public void write(MetricRecord metric, Context context) throws IOException {
      kept.write(MetricJson.encode(metric));
      kept.write('\n');
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
    public void flush(boolean endOfInput) throws IOException {
      kept.flush();
      if (endOfInput) {
        tell();
      }
    }

    @Override
    public void close() throws IOException {
      kept.close();
    }
  }
}
