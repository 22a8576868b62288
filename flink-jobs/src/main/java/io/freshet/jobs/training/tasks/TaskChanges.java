/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.tasks;

import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TaskControl.Action;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * All control records that were taken so far, summed up: what is kept in checkpoints. As large as
 * the names of tasks and their settings, however many records there were. Immutable.
 *
 * @param revision how many control records were taken
 * @param byTask one control record that stands for all of a task
 */
public record TaskChanges(long revision, Map<String, TaskControl> byTask) {

  /** The tasks are as configured. */
  public static final TaskChanges NONE = new TaskChanges(0, Map.of());

  /** Copies the map. */
  public TaskChanges {
    byTask = Map.copyOf(byTask);
  }

  /** These changes and one more; does not ask whether it is possible. */
  TaskChanges and(TaskControl control) {
    Map<String, TaskControl> all = new TreeMap<>(byTask);
    all.merge(control.task(), control, TaskChanges::merged);
    return new TaskChanges(revision + 1, all);
  }

  private static TaskControl merged(TaskControl before, TaskControl after) {
    if (after.action() != Action.SET) {
      return after;
    }
    Map<String, String> settings = new HashMap<>(before.settings());
    settings.putAll(after.settings());
    return new TaskControl(after.task(), before.action(), settings);
  }
}
