/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * What one reader reads of the documents topic for one generation.
 *
 * @param generation the generation's number
 * @param target where its documents go
 * @param partition of the documents topic
 * @param position the next offset to read
 * @param stop the offset to stop before; the split is finished when the position has reached it
 */
public record GenerationSplit(
    int generation, WriteTarget target, int partition, long position, long stop)
    implements SourceSplit {

  @Override
  public String splitId() {
    return id(generation, partition, stop);
  }

  /** The id of a generation's split of one partition up to a stop offset. */
  static String id(int generation, int partition, long stop) {
    return "g" + generation + "-p" + partition + "-" + stop;
  }

  /** Whether all of it was read. */
  public boolean finished() {
    return position >= stop;
  }

  /** The same split from another offset on. */
  public GenerationSplit at(long next) {
    return new GenerationSplit(generation, target, partition, next, stop);
  }
}
