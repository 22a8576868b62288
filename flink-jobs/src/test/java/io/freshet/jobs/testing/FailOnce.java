/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/**
 * Lets records pass and fails the job at one of them, once: after a number of records, and not
 * before two checkpoints have completed.
 */
public final class FailOnce<T> extends RichMapFunction<T, T> implements CheckpointListener {

  private static final long serialVersionUID = 1L;

  private final String marker;
  private final int after;
  private int records;
  private int checkpoints;

  /**
   * Fails unless a file exists, which it makes.
   *
   * @param after records of this attempt that pass in any case
   */
  public FailOnce(Path marker, int after) {
    this.marker = marker.toString();
    this.after = after;
  }

  @Override
  public T map(T value) throws Exception {
    records++;
    if (records > after && checkpoints >= 2 && Files.notExists(Path.of(marker))) {
      Files.writeString(Path.of(marker), records + " records, " + checkpoints + " checkpoints");
      throw new IllegalStateException("a failure made for the test");
    }
    return value;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    checkpoints++;
  }
}
