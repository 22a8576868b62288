/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;
import java.time.Duration;

/**
 * How steps are dealt from the buffers.
 *
 * @param strategy what the shares of the tasks in the rows are, as far as replayed rows can make
 *     them so
 * @param alpha exponent of the {@code TEMPERATURE} strategy
 * @param batchSize rows of a sub-batch where its task gives none
 * @param tasksPerStep task-homogeneous sub-batches a step
 * @param replayRatio rows replayed for every example that arrives
 * @param freshCapacity examples that wait for their first use, a task
 * @param reservoirCapacity past examples that are kept for replay, a task
 * @param minimumBuffered examples a task must have seen before it takes part
 * @param maximumWait arrivals of all tasks after which a fresh example waits no longer for a full
 *     sub-batch
 * @param repeatCap how often a row may be drawn from the reservoir in a step at the most
 * @param maximumUses how often an example is trained on at most; 0 for no limit
 * @param maximumAge arrivals of all tasks after which an example is not replayed; 0 for no limit
 * @param maximumRecordAge how much older than the newest record an example may be to be replayed;
 *     zero for no limit
 * @param defaultTask that examples of unknown tasks become; empty where these are dead letters
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
    long maximumWait,
    int repeatCap,
    int maximumUses,
    long maximumAge,
    Duration maximumRecordAge,
    String defaultTask,
    long seed)
    implements Serializable {
  /** {@link #maximumRecordAge} in milliseconds. */
  public long maximumRecordMillis() {
    return maximumRecordAge.toMillis();
  }

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
                "What the tasks' shares of all rows are to be: equal, as the arrivals, as their power `sampling.alpha`, or `tasks.<name>.sampling-weight`. Fresh examples are trained on as they arrive; replayed ones are chosen so that both together have these shares."),
            SamplingConfig::strategy);
    final Option<Double> alpha =
        add(
            Option.real(
                "sampling.alpha",
                0.7,
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
                1,
                1,
                64,
                "Task-homogeneous sub-batches a step. More make steps larger and fewer; with 1, the tasks' weights have no effect."),
            SamplingConfig::tasksPerStep);
    final Option<Double> replayRatio =
        add(
            Option.real(
                "sampling.replay-ratio",
                1.0,
                0,
                1000,
                "Rows replayed for every example that arrives, on top of the example itself; 0 for no replay."),
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
                "Examples a task must have seen before it takes part, unless one of them has waited for `sampling.maximum-wait`."),
            SamplingConfig::minimumBuffered);
    final Option<Long> maximumWait =
        add(
            Option.number(
                "sampling.maximum-wait",
                5000,
                1,
                1_000_000_000_000L,
                "Arrivals of all tasks after which a fresh example waits no longer for a sub-batch full of such: it is trained on among replayed ones."),
            SamplingConfig::maximumWait);
    final Option<Integer> repeatCap =
        add(
            Option.integer(
                "sampling.repeat-cap",
                1,
                0,
                1000,
                "How often a row may be drawn from the reservoir in a step at the most."),
            SamplingConfig::repeatCap);
    final Option<Integer> maximumUses =
        add(
            Option.integer(
                "sampling.maximum-uses",
                0,
                0,
                1_000_000_000,
                "How often an example is trained on at most. A task that has no other examples left leaves its share to the others until new ones come. 0 for no limit: such a task repeats what it has."),
            SamplingConfig::maximumUses);
    final Option<Long> maximumAge =
        add(
            Option.number(
                "sampling.maximum-age",
                0,
                0,
                1_000_000_000_000L,
                "Arrivals of all tasks after which an example is not replayed any more; 0 for no limit."),
            SamplingConfig::maximumAge);
    final Option<Duration> maximumRecordAge =
        add(
            Option.duration(
                "sampling.maximum-record-age",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofDays(36_500),
                "How much older than the newest one, by the records' timestamps, an example may be to be replayed; 0 for no limit."),
            SamplingConfig::maximumRecordAge);
    final Option<String> defaultTask =
        add(
            Option.text(
                "sampling.default-task",
                "",
                "The task that examples of unknown tasks are trained as. Empty: they become dead letters."),
            SamplingConfig::defaultTask);
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

    SamplingConfig read(Values v) {
      return new SamplingConfig(
          v.get(strategy),
          v.get(alpha),
          v.get(batchSize),
          v.get(tasksPerStep),
          v.get(replayRatio),
          v.get(freshCapacity),
          v.get(reservoirCapacity),
          v.get(minimumBuffered),
          v.get(maximumWait),
          v.get(repeatCap),
          v.get(maximumUses),
          v.get(maximumAge),
          v.get(maximumRecordAge),
          v.get(defaultTask),
          v.get(seed));
    }
  }

  /** What decides the shares of the tasks. */
  public enum Strategy {
    UNIFORM,
    PROPORTIONAL,
    TEMPERATURE,
    WEIGHTS
  }
}
