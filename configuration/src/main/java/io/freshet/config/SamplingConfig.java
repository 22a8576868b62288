/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;

/**
 * How steps are dealt from the buffers.
 *
 * @param alpha exponent of the {@code TEMPERATURE} strategy
 * @param batchSize rows of a sub-batch where its task gives none
 * @param tasksPerStep task-homogeneous sub-batches a step
 * @param replayRatio rows trained for every example that arrives
 * @param freshCapacity examples that wait for their first use, a task
 * @param reservoirCapacity past examples that are kept for replay, a task
 * @param minimumBuffered examples a task must have seen before it takes part
 * @param repeatCap how often a row may be drawn from the reservoir in a step at the most
 * @param seed of every draw
 */
public record SamplingConfig(
    Strategy strategy,
    double alpha,
    int batchSize,
    int tasksPerStep,
    double replayRatio,
    int freshCapacity,
    int reservoirCapacity,
    int minimumBuffered,
    int repeatCap,
    long seed)
    implements Serializable {
  /** The options of the sampler. */
  static final Options OPTIONS = new Options();

  /** The options of the sampler. */
  static final class Options extends Section<SamplingConfig> {
    final Option<Strategy> strategy =
        add(
            Option.choice(
                "sampling.strategy",
                Strategy.class,
                Strategy.TEMPERATURE,
                "How the task of a sub-batch is chosen."),
            SamplingConfig::strategy);
    final Option<Double> alpha =
        add(
            Option.real(
                "sampling.alpha",
                0.5,
                0,
                1,
                "Exponent of the temperature strategy: 0 is uniform, 1 proportional to arrivals."),
            SamplingConfig::alpha);
    final Option<Integer> batchSize =
        add(
            Option.integer(
                "sampling.batch-size",
                32,
                2,
                65_536,
                "Rows of a sub-batch where the task gives none."),
            SamplingConfig::batchSize);
    final Option<Integer> tasksPerStep =
        add(
            Option.integer(
                "sampling.tasks-per-step",
                2,
                1,
                64,
                "Task-homogeneous sub-batches a step; the default is 1 where there is one task."),
            SamplingConfig::tasksPerStep);
    final Option<Double> replayRatio =
        add(
            Option.positive(
                "sampling.replay-ratio", 1.0, 1000, "Rows trained for every example that arrives."),
            SamplingConfig::replayRatio);
    final Option<Integer> freshCapacity =
        add(
            Option.integer(
                "sampling.fresh-capacity",
                100_000,
                1,
                100_000_000,
                "Examples that wait for their first use, a task."),
            SamplingConfig::freshCapacity);
    final Option<Integer> reservoirCapacity =
        add(
            Option.integer(
                "sampling.reservoir-capacity",
                100_000,
                0,
                100_000_000,
                "Past examples kept for replay, a task."),
            SamplingConfig::reservoirCapacity);
    final Option<Integer> minimumBuffered =
        add(
            Option.integer(
                "sampling.minimum-buffered",
                32,
                1,
                1_000_000,
                "Examples a task must have seen before it takes part."),
            SamplingConfig::minimumBuffered);
    final Option<Integer> repeatCap =
        add(
            Option.integer(
                "sampling.repeat-cap",
                1,
                0,
                1000,
                "How often a row may be drawn from the reservoir in a step at the most."),
            SamplingConfig::repeatCap);
    final Option<Long> seed =
        add(
            Option.number(
                "sampling.seed",
                42,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                "Seed of every draw of the sampler."),
            SamplingConfig::seed);

    private Options() {}

    SamplingConfig read(Values v, int tasks) {
      return new SamplingConfig(
          v.get(strategy),
          v.get(alpha),
          v.get(batchSize),
          v.has(tasksPerStep) ? v.get(tasksPerStep) : Math.min(tasks, v.get(tasksPerStep)),
          v.get(replayRatio),
          v.get(freshCapacity),
          v.get(reservoirCapacity),
          v.get(minimumBuffered),
          v.get(repeatCap),
          v.get(seed));
    }
  }

  /** How the task of a sub-batch is chosen. */
  public enum Strategy {
    UNIFORM,
    PROPORTIONAL,
    TEMPERATURE,
    WEIGHTS
  }
}
