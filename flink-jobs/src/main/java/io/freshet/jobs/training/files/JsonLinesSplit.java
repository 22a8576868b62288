/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import java.util.List;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceSplit;

/** All files, read by one reader so that their order holds. */
record JsonLinesSplit(List<String> files, LinePosition position)
    implements IteratorSourceSplit<Decoded<TrainingMessage>, JsonLines> {

  JsonLinesSplit {
    files = List.copyOf(files);
  }

  @Override
  public String splitId() {
    return "files";
  }

  @Override
  public JsonLines getIterator() {
    return new JsonLines(files, position);
  }

  @Override
  public JsonLinesSplit getUpdatedSplitForIterator(JsonLines lines) {
    return new JsonLinesSplit(files, lines.position());
  }
}
