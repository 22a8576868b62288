/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.training.batch.TrainingRow;
import java.util.ArrayList;
import java.util.List;

/** Makes the rows of sub-batches from examples and from what was drawn of them. */
public final class DrawnRow {

  private DrawnRow() {}

  /**
   * A row.
   *
   * @throws IndexOutOfBoundsException where the example lacks a text that was drawn
   */
  public static TrainingRow of(TaskConfig task, TrainingExample example, StepManifest.Row drawn) {
    int positive = drawn.positive();
    return new TrainingRow(
        example.id(),
        example.query(),
        example.prompt().isEmpty() ? task.queryPrompt() : example.prompt(),
        example.positives().isEmpty() ? "" : example.positives().get(positive).text(),
        drawn.negatives().stream().map(place -> example.negatives().get(place).text()).toList(),
        example.positiveScores().isEmpty() ? Double.NaN : example.positiveScores().get(positive),
        example.negativeScores().isEmpty()
            ? List.of()
            : drawn.negatives().stream().map(example.negativeScores()::get).toList(),
        others(example.positives(), positive),
        example.label(),
        example.weight(),
        drawn.fresh());
  }

  private static List<String> others(List<TextItem> positives, int drawn) {
    List<String> others = new ArrayList<>();
    for (int i = 0; i < positives.size(); i++) {
      if (i != drawn) {
        others.add(positives.get(i).text());
      }
    }
    return others;
  }
}
