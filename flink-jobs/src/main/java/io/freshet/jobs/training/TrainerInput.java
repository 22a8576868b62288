/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.StepManifest;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.model.training.batch.TrainingStep;
import java.util.List;

/** What the sampler sends to the trainer, in the order in which it changes the weights. */
public sealed interface TrainerInput {

  /**
   * One whole update, so that a checkpoint never falls inside it.
   *
   * @param shares how the tasks fared in the sampler when it dealt the step
   * @param parts what each of its sub-batches was made from
   */
  record Step(TrainingStep step, List<TaskShare> shares, List<StepManifest.Part> parts)
      implements TrainerInput {
    public Step {
      shares = List.copyOf(shares);
      parts = List.copyOf(parts);
    }
  }

  /**
   * The tasks from the next step on, by what differs from the configuration; already checked. Sent
   * before the first step after a start where anything differs, and with every change.
   */
  record Tasks(TaskChanges changes) implements TrainerInput {}
}
