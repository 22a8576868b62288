/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.List;

/**
 * One training record.
 *
 * @param id identifies the example within its task; made from its content where the producer gave
 *     none
 * @param positives none only for tasks that learn from single texts
 * @param positiveScores one a positive, or empty: graded similarity or a teacher's scores
 * @param negativeScores one a negative, or empty
 * @param label the class of the query, or the empty string
 * @param prompt the query prompt of this record, or the empty string for the task's
 * @param type the record's kind of task as FlagEmbedding names it, or the empty string
 * @param weight the weight of the example, 1 by default
 * @param timestamp event time in milliseconds since the epoch
 */
public record TrainingExample(
    String id,
    String task,
    String query,
    List<TextItem> positives,
    List<TextItem> negatives,
    List<Double> positiveScores,
    List<Double> negativeScores,
    String label,
    String prompt,
    String type,
    double weight,
    long timestamp)
    implements TrainingMessage {

  public TrainingExample {
    positives = List.copyOf(positives);
    negatives = List.copyOf(negatives);
    positiveScores = List.copyOf(positiveScores);
    negativeScores = List.copyOf(negativeScores);
  }

  /** The same example, as one of another task. */
  public TrainingExample inTask(String other) {
    return new TrainingExample(
        id,
        other,
        query,
        positives,
        negatives,
        positiveScores,
        negativeScores,
        label,
        prompt,
        type,
        weight,
        timestamp);
  }
}
