/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.tasks;

import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.training.sampling.LossChoice;
import java.util.Optional;

/**
 * What the tasks make of a message.
 *
 * @param stage of dead letters
 */
public record KnownTasks(TaskTable table, String stage) {

  /** The message as it is used: an example of an unknown task is one of the default task's. */
  public TrainingMessage placed(TrainingMessage message) {
    boolean spare = !table.spare().isEmpty() && !table.tasks().containsKey(message.task());
    return spare && message instanceof TrainingExample example
        ? example.inTask(table.spare())
        : message;
  }

  /** The dead letter that a message becomes, or none where it can be used. */
  public Optional<DeadLetter> objection(TrainingMessage message, Received received) {
    if (message instanceof TaskControl control) {
      return objection(control, received);
    }
    return message instanceof TrainingExample example
        ? objection(example, received)
        : Optional.empty();
  }

  private Optional<DeadLetter> objection(TaskControl control, Received received) {
    try {
      table.after(control);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return letter(received, "invalid-control", String.valueOf(e.getMessage()));
    }
  }

  private Optional<DeadLetter> objection(TrainingExample example, Received received) {
    TaskConfig task = table.tasks().get(example.task());
    if (task == null) {
      return letter(
          received,
          "unknown-task",
          "no task is called %s; there are %s. 'freshet tasks add' makes one, sampling.default-task takes all such examples"
              .formatted(example.task(), String.join(", ", table.tasks().keySet())));
    }
    return LossChoice.of(task, example).isEmpty()
        ? letter(received, "nothing-to-learn", lack(task, example))
        : Optional.empty();
  }

  private static String lack(TaskConfig task, TrainingExample example) {
    return example.positives().isEmpty()
        ? "the field 'pos' is missing or empty; the losses of task "
            + task.name()
            + " need at least one relevant text"
        : "the losses of task "
            + task.name()
            + " need scores; send 'pos_scores', and for distillation 'neg_scores' too";
  }

  private Optional<DeadLetter> letter(Received received, String reason, String error) {
    return Optional.of(received.letter(stage, reason, error));
  }
}
