/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

/** Names of the metrics of the evaluation job. */
public final class EvaluationMetrics {
  /** Counter: rounds of queries that could not be answered. */
  public static final String UNANSWERED_ROUNDS = "unansweredRounds";

  /** Counter: answers that came after all their windows were closed. */
  public static final String ANSWERS_TOO_LATE = "answersTooLate";

  private EvaluationMetrics() {}
}
