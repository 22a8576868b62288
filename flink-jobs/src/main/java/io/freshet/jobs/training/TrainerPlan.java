/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.ModelConfig;
import io.freshet.config.TaskConfig;
import io.freshet.config.TrainingConfig;
import io.freshet.jobs.training.versions.Announcer;
import io.freshet.jobs.training.versions.Retention;
import io.freshet.jobs.training.versions.TrainingResult;
import java.io.Serializable;
import java.util.Map;

/**
 * What the trainer operator is told.
 *
 * @param registry where versions are kept, as a URI
 * @param configuration digest of the whole configuration, for the cards of versions
 * @param result where the last weights go at the end of the input
 */
record TrainerPlan(
    ModelConfig model,
    TrainingConfig training,
    Map<String, TaskConfig> tasks,
    String registry,
    Retention retention,
    String configuration,
    Announcer.Factory announcer,
    TrainingResult result)
    implements Serializable {}
