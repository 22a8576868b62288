/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.List;
import java.util.Map;

/**
 * What one step was made from and what came of it: with the weights before it, all that is needed
 * to make it again.
 *
 * @param step index of the step
 * @param updates that stood before it
 * @param losses mean loss by task
 * @param gradientNorm before the clip
 * @param parts the sub-batches, in order
 * @param changes one control record for each task that differs from the configuration
 */
public record StepManifest(
    long step,
    long updates,
    Map<String, Double> losses,
    double gradientNorm,
    List<Part> parts,
    List<TaskControl> changes) {

  /** Copies the collections. */
  public StepManifest {
    losses = Map.copyOf(losses);
    parts = List.copyOf(parts);
    changes = List.copyOf(changes);
  }

  /**
   * A sub-batch.
   *
   * @param losses names of those that its rows are trained with
   */
  public record Part(String task, List<String> losses, List<Row> rows) {

    /** Copies the lists. */
    public Part {
      losses = List.copyOf(losses);
      rows = List.copyOf(rows);
    }
  }

  /**
   * A row, by the record of its example.
   *
   * @param positive which of the example's positives was drawn; 0 where it has none
   * @param negatives which of its negatives were drawn, in order
   * @param fresh whether the example was trained on for the first time
   */
  public record Row(Coordinates at, int positive, List<Integer> negatives, boolean fresh) {

    /** Copies the list. */
    public Row {
      negatives = List.copyOf(negatives);
    }
  }
}
