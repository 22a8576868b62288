/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

/** The names of the metrics that the jobs register with Flink, all below the group of one job. */
public final class JobMetrics {

  /** Group of every metric of ours. */
  public static final String GROUP = "freshet";

  /** Group key under which metrics of one task stand. */
  public static final String TASK = "task";

  /** Counter: records that were used. */
  public static final String ACCEPTED = "accepted";

  /** Counter: records that became dead letters. */
  public static final String REJECTED = "rejected";

  /** Gauge: examples that reached the sampler, by task. */
  public static final String ARRIVED = "arrived";

  /** Gauge: rows dealt into steps, by task. */
  public static final String DEALT = "dealt";

  /** Gauge: rows dealt from the reservoir, by task. */
  public static final String REPLAYED = "replayed";

  /** Gauge: examples that wait for their first use, by task. */
  public static final String FRESH = "fresh";

  /** Gauge: examples that left the fresh queue before their first use, by task. */
  public static final String OVERFLOWED = "overflowed";

  /** Gauge: times that the task was drawn, could not fill a sub-batch and gave its place away. */
  public static final String UNFILLED = "unfilled";

  /** Gauge: optimiser updates. */
  public static final String STEPS = "steps";

  /** Counter: steps left out for not being finite. */
  public static final String SKIPPED_STEPS = "skippedSteps";

  /** Counter: rounds of judged queries that could not be answered. */
  public static final String UNANSWERED_ROUNDS = "unansweredRounds";

  /** Counter: answers that came after all their windows were closed. */
  public static final String ANSWERS_TOO_LATE = "answersTooLate";

  private JobMetrics() {}
}
