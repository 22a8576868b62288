/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.TaskControl;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.model.training.batch.TrainingStep;
import java.util.List;

/** What the sampler sends to the trainer, in the order in which it changes the weights. */
public sealed interface TrainerInput {

  /**
   * One whole update, so that a checkpoint never falls inside it.
   *
   * @param shares how the tasks fared in the sampler when it dealt the step
   */
  record Step(TrainingStep step, List<TaskShare> shares) implements TrainerInput {
    public Step {
      shares = List.copyOf(shares);
    }
  }

  /** A change of a task's settings that holds from the next step on; already checked. */
  record Control(TaskControl control) implements TrainerInput {}
}
