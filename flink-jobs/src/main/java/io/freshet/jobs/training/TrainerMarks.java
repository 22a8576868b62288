/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import java.util.Map;

/**
 * What a trainer's checkpoint holds besides its weights.
 *
 * @param pairs trained on so far
 * @param sums of the tasks since the last report
 * @param versionStep step of the last version, this checkpoint's included
 * @param versionName name of the last version that was published when the checkpoint was taken
 * @param versionHere whether this checkpoint is a version
 * @param controls settings changed by control records, by task and key
 */
public record TrainerMarks(
    long pairs,
    Map<String, TaskSums> sums,
    long versionStep,
    String versionName,
    boolean versionHere,
    Map<String, Map<String, String>> controls) {

  public TrainerMarks {
    sums = Map.copyOf(sums);
    controls = Map.copyOf(controls);
  }
}
