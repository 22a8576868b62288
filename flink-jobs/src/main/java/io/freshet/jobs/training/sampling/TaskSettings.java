/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TaskControl;
import java.util.Map;
import java.util.Set;

/** Changes the settings of a task as a control record says, by the keys of the configuration. */
public final class TaskSettings {

  /** What parameters, programs and saved state are made for. */
  private static final Set<String> FIXED =
      Set.of("kind", "losses", "matryoshka", "masked-share", "projection", "learning-rate-factor");

  private TaskSettings() {}

  /**
   * The task with all the settings of a control record.
   *
   * @throws IllegalArgumentException where a key is unknown, fixed for the life of a task, or its
   *     value is out of bounds; the message names the key
   */
  public static TaskConfig with(TaskConfig task, TaskControl control) {
    return with(task, control.settings());
  }

  /** As {@link #with(TaskConfig, TaskControl)}, for settings alone. */
  public static TaskConfig with(TaskConfig task, Map<String, String> settings) {
    for (String key : settings.keySet()) {
      if (FIXED.contains(key)) {
        throw new IllegalArgumentException(
            "tasks.%s.%s: cannot change while the job runs".formatted(task.name(), key));
      }
    }
    return task.with(settings);
  }
}
