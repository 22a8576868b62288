/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.MetricRecord;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how training goes, where there is no topic to tell it to. */
public final class LoggedProgress implements Sink<MetricRecord> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LoggedProgress.class);

  @Override
  public SinkWriter<MetricRecord> createWriter(WriterInitContext context) {
    return new Writer();
  }

  private static final class Writer implements SinkWriter<MetricRecord> {

    @Override
    public void write(MetricRecord metric, Context context) {
      if (metric instanceof MetricRecord.TrainingProgress progress) {
        StringBuilder losses = new StringBuilder();
        new TreeMap<>(progress.tasks())
            .forEach(
                (task, at) ->
                    losses.append(String.format(Locale.ROOT, " %s %.4f", task, at.loss())));
        LOG.info("step {}, {} pairs, loss{}", progress.step(), progress.pairs(), losses);
      }
    }

    @Override
    public void flush(boolean endOfInput) {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
