/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.HashSet;
import java.util.Set;

/**
 * What stands in a sub-batch already, so that no row contradicts another: no text twice, no label
 * twice, no known positive of a query as another row's positive. Not thread-safe.
 */
final class BatchTexts {

  private final boolean gradedApart;
  private final Set<String> texts = new HashSet<>();
  private final Set<String> drawn = new HashSet<>();
  private final Set<String> positives = new HashSet<>();
  private final Set<String> labels = new HashSet<>();
  private boolean graded;

  /**
   * Starts empty.
   *
   * @param gradedApart whether graded and other examples may not share a sub-batch
   */
  BatchTexts(boolean gradedApart) {
    this.gradedApart = gradedApart;
  }

  /** Adds a row if it fits. */
  boolean add(TrainingExample example, TextItem positive) {
    boolean isGraded = !example.positiveScores().isEmpty();
    if (!drawn.isEmpty() && gradedApart && graded != isGraded) {
      return false;
    }
    if (!example.label().isEmpty() && labels.contains(example.label())) {
      return false;
    }
    if (texts.contains(example.query())
        || texts.contains(positive.text())
        || positives.contains(positive.text())
        || example.positives().stream().anyMatch(item -> drawn.contains(item.text()))) {
      return false;
    }
    graded = isGraded;
    texts.add(example.query());
    texts.add(positive.text());
    drawn.add(positive.text());
    example.positives().forEach(item -> positives.add(item.text()));
    if (!example.label().isEmpty()) {
      labels.add(example.label());
    }
    return true;
  }

  /** Whether a text is known as a positive of some query of the sub-batch. */
  boolean isPositive(String text) {
    return positives.contains(text);
  }
}
