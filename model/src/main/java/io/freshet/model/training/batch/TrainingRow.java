/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.batch;

import java.util.List;

/**
 * One row of a sub-batch: a query with the one positive that was drawn for it.
 *
 * @param exampleId identifies the example within its task
 * @param queryPrompt put before the query, already resolved (task or record), may be empty
 * @param negatives texts of the negatives that were drawn, possibly none
 * @param score graded similarity of query and positive, or a teacher's score of the positive; NaN
 *     where the example has none
 * @param negativeScores a teacher's scores of the negatives, one each; empty where there are none
 * @param otherPositives texts that are known to answer the query too, drawn for no row of this
 *     example
 * @param label class of the query and its positive; empty where they have none
 * @param fresh whether the row is trained on for the first time
 */
public record TrainingRow(
    String exampleId,
    String query,
    String queryPrompt,
    String positive,
    List<String> negatives,
    double score,
    List<Double> negativeScores,
    List<String> otherPositives,
    String label,
    double weight,
    boolean fresh) {

  /**
   * Checks the scores.
   *
   * @throws IllegalArgumentException where some negatives have scores and some have none
   */
  public TrainingRow {
    negatives = List.copyOf(negatives);
    negativeScores = List.copyOf(negativeScores);
    otherPositives = List.copyOf(otherPositives);
    if (!negativeScores.isEmpty() && negativeScores.size() != negatives.size()) {
      throw new IllegalArgumentException(
          "example %s has %d negatives and %d scores of negatives"
              .formatted(exampleId, negatives.size(), negativeScores.size()));
    }
  }

  /** A row of which nothing more is known than its texts and the grade of its positive. */
  public TrainingRow(
      String exampleId,
      String query,
      String queryPrompt,
      String positive,
      List<String> negatives,
      double score,
      double weight,
      boolean fresh) {
    this(
        exampleId,
        query,
        queryPrompt,
        positive,
        negatives,
        score,
        List.of(),
        List.of(),
        "",
        weight,
        fresh);
  }

  /** Whether a number grades the pair. */
  public boolean graded() {
    return !Double.isNaN(score);
  }

  /** Whether a teacher scored the positive and every negative. */
  public boolean taught() {
    return graded() && negativeScores.size() == negatives.size();
  }
}
