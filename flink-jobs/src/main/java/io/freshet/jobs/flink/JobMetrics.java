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

  /** Gauge: draws of a task that could not be filled, so that others took its place. */
  public static final String RENORMALISED = "renormalised";

  /** Counter: control records that could not be applied. */
  public static final String IGNORED_CONTROLS = "ignoredControls";

  /** Gauge: optimiser updates. */
  public static final String STEPS = "steps";

  /** Counter: steps left out for not being finite. */
  public static final String SKIPPED_STEPS = "skippedSteps";

  /** Counter: versions published. */
  public static final String VERSIONS = "versions";

  private JobMetrics() {}
}
