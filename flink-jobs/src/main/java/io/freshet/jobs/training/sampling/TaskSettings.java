/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TaskControl;
import java.util.Locale;
import java.util.Map;

/** Changes the settings of a task as a control record says, by the keys of the configuration. */
public final class TaskSettings {

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
    TaskConfig changed = task;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      try {
        changed = with(changed, setting.getKey(), setting.getValue());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "tasks." + task.name() + "." + setting.getKey() + ": " + e.getMessage(), e);
      }
    }
    return changed;
  }

  private static TaskConfig with(TaskConfig t, String key, String value) {
    double weight = t.weight();
    double temperature = t.temperature();
    String queryPrompt = t.queryPrompt();
    String documentPrompt = t.documentPrompt();
    int queryMaxLength = t.queryMaxLength();
    int documentMaxLength = t.documentMaxLength();
    int batchSize = t.batchSize();
    int negativesPerQuery = t.negativesPerQuery();
    TaskConfig.Negatives negatives = t.negatives();
    double teacherTemperature = t.losses().teacherTemperature();
    double margin = t.losses().falseNegativeMargin();
    double samplingWeight = t.samplingWeight();
    int partTokens = t.partTokens();
    switch (key) {
      case "weight" -> weight = number(value, 0);
      case "temperature" -> temperature = number(value, Double.MIN_NORMAL);
      case "query-prompt" -> queryPrompt = value;
      case "document-prompt" -> documentPrompt = value;
      case "query-max-length" -> queryMaxLength = count(value, 3);
      case "document-max-length" -> documentMaxLength = count(value, 3);
      case "batch-size" -> batchSize = count(value, SubBatchFiller.MINIMUM_ROWS);
      case "negatives-per-query" -> negativesPerQuery = count(value, 0);
      case "negatives" -> negatives = TaskConfig.Negatives.valueOf(value.toUpperCase(Locale.ROOT));
      case "sampling-weight" -> samplingWeight = number(value, 0);
      case "part-tokens" -> partTokens = count(value, 0);
      case "teacher-temperature" -> teacherTemperature = number(value, Double.MIN_NORMAL);
      case "false-negative-margin" -> margin = margin(value);
      case "kind", "losses", "matryoshka", "masked-share", "projection", "learning-rate-factor" ->
          throw new IllegalArgumentException("cannot change while the job runs");
      default -> throw new IllegalArgumentException("no such setting of a task");
    }
    return new TaskConfig(
        t.name(),
        t.kind(),
        weight,
        temperature,
        queryPrompt,
        documentPrompt,
        queryMaxLength,
        documentMaxLength,
        batchSize,
        negativesPerQuery,
        negatives,
        t.losses().with(teacherTemperature, margin),
        t.projection(),
        t.learningRateFactor(),
        samplingWeight,
        partTokens);
  }

  private static double number(String value, double minimum) {
    double number = Double.parseDouble(value);
    if (!(number >= minimum) || Double.isInfinite(number)) {
      throw new IllegalArgumentException("must be at least " + minimum + ", not " + value);
    }
    return number;
  }

  private static double margin(String value) {
    double number = Double.parseDouble(value);
    if (!(number >= -2 && number <= 2)) {
      throw new IllegalArgumentException("must be -2 to 2, not " + value);
    }
    return number;
  }

  private static int count(String value, int minimum) {
    int number = Integer.parseInt(value);
    if (number < minimum) {
      throw new IllegalArgumentException("must be at least " + minimum + ", not " + value);
    }
    return number;
  }
}
