/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.flink.RecordFilter;
import io.freshet.jobs.training.sampling.LossChoice;
import io.freshet.jobs.training.sampling.TaskSettings;
import java.util.Map;
import java.util.Optional;

/** Lets examples and valid controls of configured tasks pass. */
public record KnownTasks(Map<String, TaskConfig> tasks) implements RecordFilter<TrainingMessage> {

  @Override
  public Optional<DeadLetter> objection(TrainingMessage message, Received received) {
    TaskConfig task = tasks.get(message.task());
    if (task == null) {
      return letter(
          received,
          "unknown-task",
          "no task is called %s; configured are %s"
              .formatted(message.task(), String.join(", ", tasks.keySet())));
    }
    if (message instanceof TaskControl control) {
      try {
        TaskSettings.with(task, control);
      } catch (IllegalArgumentException e) {
        return letter(received, "invalid-control", String.valueOf(e.getMessage()));
      }
    }
    if (message instanceof TrainingExample example && LossChoice.of(task, example).isEmpty()) {
      return letter(received, "nothing-to-learn", lack(task, example));
    }
    return Optional.empty();
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

  private static Optional<DeadLetter> letter(Received received, String reason, String error) {
    return Optional.of(received.letter(TrainingJob.NAME, reason, error));
  }
}
