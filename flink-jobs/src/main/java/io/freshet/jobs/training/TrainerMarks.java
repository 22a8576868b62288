/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.jobs.training.versions.VersionFacts;
import java.util.Map;

/**
 * What a trainer's checkpoint holds besides its weights.
 *
 * @param pairs trained on so far
 * @param sums of the tasks since the last report
 * @param versionStep step of the last version, this checkpoint's included
 * @param versionName name of the last version that was published when the checkpoint was taken
 * @param versionHere whether this checkpoint is a version
 * @param facts what the weights were trained on
 */
public record TrainerMarks(
    long pairs,
    Map<String, TaskSums> sums,
    long versionStep,
    String versionName,
    boolean versionHere,
    VersionFacts facts) {

  /** Nothing was trained on. */
  static final TrainerMarks START = new TrainerMarks(0, Map.of(), 0, "", false, VersionFacts.NONE);

  public TrainerMarks {
    sums = Map.copyOf(sums);
  }
}
