/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.options.ConfigMixin;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.WrongUseException;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.TaskControl;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.tasks.TaskTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes the tasks of the running training job by control records. */
@Command(
    name = "tasks",
    description = {
      "Changes the tasks of the running training job, by a control record in the training topic.",
      "add: a new task. Without settings it is the task as the configuration file gives it.",
      "set: other values for some settings of a task.",
      "remove: a task goes; its buffered examples are forgotten, later ones are of an unknown task."
    },
    footer = {
      "",
      "The training job takes the record at its place among the examples, at a step boundary, and keeps it in its state. Other jobs and commands know tasks from the file alone: change it there too."
    })
public final class TasksCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigMixin config = new ConfigMixin();

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = "One of ${COMPLETION-CANDIDATES}.",
      completionCandidates = Actions.class)
  private TaskControl.Action action = TaskControl.Action.SET;

  @Parameters(index = "1", paramLabel = "TASK", description = "The task's name.")
  private String task = "";

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description = "Settings, by their keys below tasks.<name> (docs/configuration.md).")
  private List<String> settings = new ArrayList<>();

  /** The actions as people write them. */
  static final class Actions extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Actions() {
      super(List.of("add", "set", "remove"));
    }
  }

  @Override
  public Integer call()
      throws IOException, WrongUseException, FailedException, InterruptedException {
    FreshetConfig read = config.read();
    TaskControl control = control(read);
    SentRecord sent =
        SentRecord.of(
            read.kafka(), ProducerRecords.of(read.kafka().topics().trainingExamples(), control));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s %s: sent, partition %d, offset %d of %s. The training job takes it there; one that it refuses is among the dead letters ('freshet dead-letters').%n",
            action.word(),
            task,
            sent.partition(),
            sent.offset(),
            read.kafka().topics().trainingExamples());
    return 0;
  }

  /** The control record, after the checks that the file allows. */
  private TaskControl control(FreshetConfig read) throws WrongUseException {
    Map<String, String> given = given();
    try {
      return switch (action) {
        case ADD -> added(read, given);
        case SET -> changed(read, given);
        case REMOVE -> removed(read, given);
      };
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
  }

  private TaskControl added(FreshetConfig read, Map<String, String> given)
      throws WrongUseException {
    Map<String, String> all = given.isEmpty() ? ofFile(read) : given;
    List<TaskConfig> among = new ArrayList<>(read.tasks().values());
    among.removeIf(each -> each.name().equals(task));
    among.add(read.newTask(task, all));
    List<String> problems = read.problemsOf(among);
    if (!problems.isEmpty()) {
      throw new WrongUseException(String.join("; ", problems));
    }
    return TaskControl.add(task, all);
  }

  /** What the file gives the task besides defaults. */
  private Map<String, String> ofFile(FreshetConfig read) throws WrongUseException {
    TaskConfig inFile = read.tasks().get(task);
    if (inFile == null) {
      throw new WrongUseException(
          "%s gives no task %s; name settings, such as kind=retrieval, or write it there first"
              .formatted(config.name(), task));
    }
    Map<String, String> defaults = read.newTask(task, Map.of()).settings();
    Map<String, String> own = inFile.settings();
    own.entrySet().removeIf(entry -> entry.getValue().equals(defaults.get(entry.getKey())));
    return own;
  }

  /** A task that the file does not give may have been added by a control record. */
  private TaskControl changed(FreshetConfig read, Map<String, String> given)
      throws WrongUseException {
    if (given.isEmpty()) {
      throw new WrongUseException("name a setting, such as weight=0.5");
    }
    TaskControl control = TaskControl.set(task, given);
    if (read.tasks().containsKey(task)) {
      TaskTable.of(read, each -> {}, TaskChanges.NONE).after(control);
    } else {
      read.newTask(task, given);
    }
    return control;
  }

  private TaskControl removed(FreshetConfig read, Map<String, String> given)
      throws WrongUseException {
    if (!given.isEmpty()) {
      throw new WrongUseException("a removal takes no settings: " + given.keySet());
    }
    if (task.equals(read.sampling().defaultTask())) {
      throw new WrongUseException(
          task + " is sampling.default-task, which takes the examples of unknown tasks");
    }
    return TaskControl.remove(task);
  }

  private Map<String, String> given() throws WrongUseException {
    Map<String, String> given = new LinkedHashMap<>();
    for (String setting : settings) {
      int sign = setting.indexOf('=');
      if (sign <= 0) {
        throw new WrongUseException(
            "'%s' is no setting; write KEY=VALUE, such as weight=0.5".formatted(setting));
      }
      if (given.put(setting.substring(0, sign), setting.substring(sign + 1)) != null) {
        throw new WrongUseException("%s is given twice".formatted(setting.substring(0, sign)));
      }
    }
    return given;
  }
}
