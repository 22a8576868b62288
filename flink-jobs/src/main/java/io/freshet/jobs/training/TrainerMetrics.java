/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.registry.VersionOrder;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.flink.LabelledGauges;
import io.freshet.jobs.flink.LabelledGauges.GaugeName;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.exchange.Exchange;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * What the trainer tells of its newest step. Written by the task's thread, read by those of
 * reporters.
 */
final class TrainerMetrics {
  private final Counter skipped;
  private final LabelledGauges losses;
  private volatile double gradientNorm = Double.NaN;
  private volatile double learningRate = Double.NaN;
  private volatile long pairs;
  private volatile long duration;
  private volatile long time;
  private volatile long stall;
  private final Exchange exchange;
  private long waitedBefore;
  private volatile long exchangeDuration;
  private volatile long exchanged;

  /** Registers all metrics but the losses, which come with their tasks. */
  TrainerMetrics(
      MetricGroup group,
      Trainer trainer,
      Exchange exchange,
      Supplier<String> lastVersion,
      long pairs) {
    this.exchange = exchange;
    losses = new LabelledGauges(group);
    this.pairs = pairs;
    skipped = JobMetrics.SKIPPED_STEPS.counter(group);
    JobMetrics.STEPS.<Long>gauge(group, trainer::steps);
    JobMetrics.PAIRS.<Long>gauge(group, () -> this.pairs);
    JobMetrics.GRADIENT_NORM.<Double>gauge(group, () -> gradientNorm);
    JobMetrics.LEARNING_RATE.<Double>gauge(group, () -> learningRate);
    JobMetrics.LAST_STEP_DURATION.<Long>gauge(group, () -> duration);
    JobMetrics.LAST_STEP_TIME.<Long>gauge(group, () -> time);
    JobMetrics.LAST_EXCHANGE_DURATION.<Long>gauge(group, () -> exchangeDuration);
    JobMetrics.EXCHANGED_BYTES.<Long>gauge(group, () -> exchanged);
    JobMetrics.BARRIER_STALL.<Long>gauge(group, () -> stall);
    JobMetrics.PUBLISHED_STEP.<Long>gauge(
        group, () -> VersionOrder.step(lastVersion.get()).orElse(-1));
  }

  /** Takes in for how many milliseconds a checkpoint held training up. */
  void stalled(long milliseconds) {
    stall = milliseconds;
  }

  /**
   * Takes in a step.
   *
   * @param pairsNow rows that were ever trained on
   * @param began,ended in milliseconds since the epoch
   */
  void add(StepReport report, long pairsNow, long began, long ended) {
    if (report.skipped()) {
      skipped.inc();
    }
    gradientNorm = report.gradientNorm();
    learningRate = report.learningRate();
    pairs = pairsNow;
    duration = ended - began;
    time = ended;
    exchangeDuration = (exchange.waitedNanos() - waitedBefore) / 1_000_000;
    waitedBefore = exchange.waitedNanos();
    exchanged = exchange.sentBytes();
    report.losses().forEach((task, loss) -> losses.set(GaugeName.of(JobMetrics.LOSS, task), loss));
  }
}
