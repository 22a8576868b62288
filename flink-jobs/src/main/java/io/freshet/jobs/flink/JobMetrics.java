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

  /** Group key under which the rejected records of one reason are counted. */
  public static final String REASON = "reason";

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

  /** Group key under which counters of one verdict of the gate stand. */
  public static final String VERDICT = "verdict";

  /** Counter: decisions of the gate, by verdict. */
  public static final String DECISIONS = "decisions";

  /** Gauge: nDCG@10 of the newest scored version on the probe set, by task. */
  public static final String PROBE_NDCG = "probeNdcg";

  /** Gauge: the mean of the above over tasks. */
  public static final String PROBE_MEAN = "probeNdcgMean";

  /** Gauge: what that version lost on the task against the best version before it. */
  public static final String FORGETTING = "forgetting";

  /** Gauge: the largest of the above over tasks. */
  public static final String WORST_FORGETTING = "worstForgetting";

  /** Gauge: that version's mean over tasks of its score less the task's first. */
  public static final String BACKWARD_TRANSFER = "backwardTransfer";

  /** Counter: falls of rolling metrics for which an alarm was raised. */
  public static final String ALARMS = "alarms";

  private JobMetrics() {}
}
