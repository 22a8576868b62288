/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.files.Reading;
import java.util.List;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceSplit;

/**
 * All files, read by one reader so that their order holds.
 *
 * @param reading what is said about them
 */
record ExampleFilesSplit(List<String> files, Reading reading, RowPosition position)
    implements IteratorSourceSplit<Decoded<TrainingMessage>, ExampleRows> {

  ExampleFilesSplit {
    files = List.copyOf(files);
  }

  @Override
  public String splitId() {
    return "files";
  }

  @Override
  public ExampleRows getIterator() {
    return new ExampleRows(files, reading, position);
  }

  @Override
  public ExampleFilesSplit getUpdatedSplitForIterator(ExampleRows lines) {
    return new ExampleFilesSplit(files, reading, lines.position());
  }
}
