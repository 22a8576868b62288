/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.List;

/** Examples for tests. */
final class Examples {
  private Examples() {}

  /** An example of the task {@code search}, its positives without ids. */
  static TrainingExample of(String id, String query, String... positives) {
    return of(id, query, List.of(positives).stream().map(text -> new TextItem("", text)).toList());
  }

  /** An example of the task {@code search}. */
  static TrainingExample of(String id, String query, List<TextItem> positives) {
    return with(id, query, positives, List.of(), "");
  }

  /** An example of the task {@code search} with scores or a label. */
  static TrainingExample with(
      String id, String query, List<TextItem> positives, List<Double> scores, String label) {
    return new TrainingExample(
        id,
        "search",
        query,
        positives,
        List.of(new TextItem("", "its own negative")),
        scores,
        List.of(),
        label,
        "prompt: ",
        "type",
        0.5,
        77);
  }
}
