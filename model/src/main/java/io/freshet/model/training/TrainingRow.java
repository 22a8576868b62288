/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import java.util.List;

/**
 * One row of a sub-batch: a query with the one positive that was drawn for it.
 *
 * @param exampleId identifies the example within its task
 * @param queryPrompt put before the query, already resolved (task or record), may be empty
 * @param negatives texts of the negatives that were drawn, possibly none
 * @param score graded similarity of query and positive; NaN where the example has none
 * @param fresh whether the row is trained on for the first time
 */
public record TrainingRow(
    String exampleId,
    String query,
    String queryPrompt,
    String positive,
    List<String> negatives,
    double score,
    double weight,
    boolean fresh) {
  public TrainingRow {
    negatives = List.copyOf(negatives);
  }
}
