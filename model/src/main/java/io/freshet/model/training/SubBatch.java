/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import java.util.List;

/**
 * Rows of one task that are contrasted with each other.
 *
 * @param task name of the task
 * @param rows in order; at least one
 */
public record SubBatch(String task, List<TrainingRow> rows) {
  public SubBatch {
    rows = List.copyOf(rows);
  }
}
