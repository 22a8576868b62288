/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Locale;
import java.util.Map;

/**
 * A change of the tasks, sent in the training topic so that it takes effect at a place of the log
 * and not of the clock.
 *
 * @param settings option keys below {@code tasks.<name>} with their new values, such as {@code
 *     weight} to {@code 0.5}; none where the task is removed
 */
public record TaskControl(String task, Action action, Map<String, String> settings)
    implements TrainingMessage {

  /** What becomes of the task. */
  public enum Action {
    /** There is a new task. */
    ADD,
    /** Settings of the task change. */
    SET,
    /** The task is no more. */
    REMOVE;

    /** The word that records and commands use. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Copies the settings.
   *
   * @throws IllegalArgumentException where a removal has settings
   */
  public TaskControl {
    settings = Map.copyOf(settings);
    if (action == Action.REMOVE && !settings.isEmpty()) {
      throw new IllegalArgumentException("the removal of a task has no settings");
    }
  }

  /** A new task whose settings are those given, and the defaults. */
  public static TaskControl add(String task, Map<String, String> settings) {
    return new TaskControl(task, Action.ADD, settings);
  }

  /** Other values for some settings of a task. */
  public static TaskControl set(String task, Map<String, String> settings) {
    return new TaskControl(task, Action.SET, settings);
  }

  /** The end of a task. */
  public static TaskControl remove(String task) {
    return new TaskControl(task, Action.REMOVE, Map.of());
  }
}
