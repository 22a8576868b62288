/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReader;

/** Reads the files, and closes the one that is open when the job stops early. */
@SuppressWarnings("try") // Flink's own signature of close
final class ExampleFilesReader
    extends IteratorSourceReader<Decoded<TrainingMessage>, ExampleRows, ExampleFilesSplit> {

  ExampleFilesReader(SourceReaderContext context) {
    super(context);
  }

  @Override
  public void close() throws Exception {
    if (iterator != null) {
      iterator.close();
    }
    super.close();
  }
}
