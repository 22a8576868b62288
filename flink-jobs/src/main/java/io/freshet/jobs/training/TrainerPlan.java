/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.FreshetConfig;
import io.freshet.config.ModelConfig;
import io.freshet.config.TrainingConfig;
import io.freshet.jobs.training.versions.Announcer;
import io.freshet.jobs.training.versions.Retention;
import io.freshet.jobs.training.versions.TrainingResult;
import java.io.Serializable;

/**
 * What the trainer operator is told.
 *
 * @param manifests whether manifests of steps are wanted
 * @param result where the last weights go at the end of the input
 */
record TrainerPlan(
    FreshetConfig config,
    boolean manifests,
    Retention retention,
    Announcer.Factory announcer,
    TrainingResult result)
    implements Serializable {

  ModelConfig model() {
    return config.model();
  }

  TrainingConfig training() {
    return config.training();
  }
}
