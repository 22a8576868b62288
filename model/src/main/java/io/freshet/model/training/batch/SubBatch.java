/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.batch;

import java.util.List;

/**
 * Rows of one task that are contrasted with each other.
 *
 * @param task name of the task
 * @param losses names of those of the task's losses that the rows are trained with, chosen by
 *     whoever filled the sub-batch; empty for all of the task's
 * @param rows in order; at least one
 */
public record SubBatch(String task, List<String> losses, List<TrainingRow> rows) {
  /** Copies the lists. */
  public SubBatch {
    losses = List.copyOf(losses);
    rows = List.copyOf(rows);
  }

  /** Rows that are trained with all of their task's losses. */
  public SubBatch(String task, List<TrainingRow> rows) {
    this(task, List.of(), rows);
  }
}
