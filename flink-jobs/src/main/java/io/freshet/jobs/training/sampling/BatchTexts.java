/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What stands in a sub-batch already, so that no row contradicts another: no text twice, no known
 * positive of a query as another row's positive, the same losses for all, at least one. Not
 * thread-safe.
 */
final class BatchTexts {

  private final TaskConfig task;
  private final Set<String> texts = new HashSet<>();
  private final Set<String> drawn = new HashSet<>();
  private final Set<String> positives = new HashSet<>();
  private List<String> losses = List.of();

  /** Starts empty. */
  BatchTexts(TaskConfig task) {
    this.task = task;
  }

  /** Adds a row if it fits. */
  boolean add(TrainingExample example, TextItem positive) {
    if (!fits(example)
        || texts.contains(example.query())
        || texts.contains(positive.text())
        || positives.contains(positive.text())
        || example.positives().stream().anyMatch(item -> drawn.contains(item.text()))) {
      return false;
    }
    take(example);
    texts.add(positive.text());
    drawn.add(positive.text());
    example.positives().forEach(item -> positives.add(item.text()));
    return true;
  }

  /** Adds a row that is a text alone if it fits. */
  boolean add(TrainingExample example) {
    if (!fits(example) || texts.contains(example.query())) {
      return false;
    }
    take(example);
    return true;
  }

  private boolean fits(TrainingExample example) {
    List<String> own = LossChoice.of(task, example);
    return !own.isEmpty() && (texts.isEmpty() || losses.equals(own));
  }

  private void take(TrainingExample example) {
    if (texts.isEmpty()) {
      losses = LossChoice.of(task, example);
    }
    texts.add(example.query());
  }

  /** Whether a text is known as a positive of some query of the sub-batch. */
  boolean isPositive(String text) {
    return positives.contains(text);
  }
}
