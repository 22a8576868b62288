/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import java.util.List;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceSplit;

/**
 * All files, read by one reader so that their order holds.
 *
 * @param task of the examples that name none; empty where all must name one
 */
record JsonLinesSplit(List<String> files, String task, LinePosition position)
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
    return new JsonLines(files, task, position);
  }

  @Override
  public JsonLinesSplit getUpdatedSplitForIterator(JsonLines lines) {
    return new JsonLinesSplit(files, task, lines.position());
  }
}
