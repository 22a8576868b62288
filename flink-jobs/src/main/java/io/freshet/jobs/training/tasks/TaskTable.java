/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.tasks;

import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TaskControl;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The tasks as they are now. The changes win over the file, also over one that was edited since; a
 * task that a control record added and the file gives by now is the file's, with the settings of
 * the record. Immutable.
 */
public final class TaskTable {

  /** What parameters and saved state are made for. */
  private static final Set<String> FIXED = Set.of("projection", "learning-rate-factor");

  private final FreshetConfig config;
  private final Consumer<TaskConfig> model;
  private final TaskChanges changes;
  private final Map<String, TaskConfig> tasks;

  private TaskTable(
      FreshetConfig config,
      Consumer<TaskConfig> model,
      TaskChanges changes,
      Map<String, TaskConfig> tasks) {
    this.config = config;
    this.model = model;
    this.changes = changes;
    this.tasks = Collections.unmodifiableMap(tasks);
  }

  /**
   * The tasks of a configuration, changed.
   *
   * @param model throws an {@link IllegalArgumentException} that says what to do where a task that
   *     a control record adds or changes cannot be trained with the model
   * @throws IllegalArgumentException where a change does not go with the configuration any more
   */
  public static TaskTable of(
      FreshetConfig config, Consumer<TaskConfig> model, TaskChanges changes) {
    Map<String, TaskConfig> tasks = new TreeMap<>(config.tasks());
    changes
        .byTask()
        .values()
        .forEach(
            control -> {
              switch (control.action()) {
                case ADD ->
                    tasks.put(
                        control.task(),
                        config.tasks().containsKey(control.task())
                            ? config.tasks().get(control.task()).with(control.settings())
                            : config.newTask(control.task(), control.settings()));
                case SET ->
                    // The file may name the task no more: then nothing is left to change.
                    tasks.computeIfPresent(
                        control.task(), (name, task) -> task.with(control.settings()));
                case REMOVE -> tasks.remove(control.task());
              }
            });
    return new TaskTable(config, model, changes, tasks);
  }

  /** Tasks by name, in the order of names. */
  public Map<String, TaskConfig> tasks() {
    return tasks;
  }

  /** What differs from the configuration. */
  public TaskChanges changes() {
    return changes;
  }

  /** The task that examples of unknown tasks become; empty where there is none. */
  public String spare() {
    return config.sampling().defaultTask();
  }

  /**
   * The tasks after a control record.
   *
   * @throws IllegalArgumentException where it is not possible, with what to do instead
   */
  public TaskTable after(TaskControl control) {
    String name = control.task();
    TaskConfig known = tasks.get(name);
    if (control.action() == TaskControl.Action.ADD && known != null) {
      throw new IllegalArgumentException(
          "there is a task %s already; change it by the action 'set'".formatted(name));
    }
    if (control.action() != TaskControl.Action.ADD && known == null) {
      throw new IllegalArgumentException(
          "no task is called %s; there are %s".formatted(name, String.join(", ", tasks.keySet())));
    }
    if (control.action() == TaskControl.Action.REMOVE) {
      refuseRemoval(name);
    }
    TaskTable after = of(config, model, changes.and(control));
    TaskConfig changed = after.tasks.get(name);
    if (changed != null) {
      if (control.action() == TaskControl.Action.ADD && changed.projection() > 0) {
        refuseFixed(name, "projection");
      }
      control.settings().keySet().stream()
          .filter(FIXED::contains)
          .forEach(key -> refuseFixed(name, key));
      List<String> problems = config.problemsOf(after.tasks.values());
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", problems));
      }
      model.accept(changed);
    }
    return after;
  }

  private void refuseRemoval(String name) {
    if (tasks.size() == 1) {
      throw new IllegalArgumentException(
          "%s is the last task; add another one before it goes".formatted(name));
    }
    if (name.equals(spare())) {
      throw new IllegalArgumentException(
          "%s is sampling.default-task, which takes the examples of unknown tasks; change that and restart from a savepoint first"
              .formatted(name));
    }
  }

  private static void refuseFixed(String name, String key) {
    throw new IllegalArgumentException(
        "tasks.%s.%s: cannot change while the job runs, for the parameters are made when it starts; set it in the configuration and restart from a savepoint"
            .formatted(name, key));
  }
}
