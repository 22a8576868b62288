/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.model.training.exchange.TcpPeers.Ports;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * The trainers of the training job, which learn one model together.
 *
 * @param count how many there are
 * @param meetEverySteps steps from one meeting to the next; 1 where every step is made together
 * @param meetLearningRate what the mean of the trainers' movements is multiplied with at a meeting
 * @param meetMomentum share of the last meeting's movement that goes on
 * @param exchangePorts {@code 0} or a range, such as {@code 50100-50199}
 * @param exchangeTimeout for which one trainer may keep the others waiting
 */
public record TrainersConfig(
    int count,
    int meetEverySteps,
    double meetLearningRate,
    double meetMomentum,
    String exchangePorts,
    Duration exchangeTimeout)
    implements Serializable {
  /** The most trainers that one model may have. */
  public static final int MOST = 64;

  /** The options of the trainers. */
  static final Options OPTIONS = new Options();

  /** The options of the trainers. */
  static final class Options extends Section<TrainersConfig> {
    final Option<Integer> count =
        add(
            Option.integer(
                "training.trainers",
                1,
                1,
                MOST,
                "Trainers that learn one model together, each a task in a slot of its own: each takes its slice of every step. With `meet-every-steps: 1` each embeds its part of every sub-batch and all contrast with all of it: give them a larger `sampling.batch-size`."),
            TrainersConfig::count);
    final Option<Integer> meetEverySteps =
        add(
            Option.integer(
                "training.meet-every-steps",
                1,
                1,
                100_000,
                "Steps from one meeting of the trainers to the next. 1: every step is made together, from the sum of all gradients. More: each makes steps of its own with its rows, and a meeting moves the weights by the mean of what the trainers did (DiLoCo)."),
            TrainersConfig::meetEverySteps);
    final Option<Double> meetLearningRate =
        add(
            Option.positive(
                "training.meet-learning-rate",
                0.7,
                10,
                "What the mean of the trainers' movements is multiplied with at a meeting; 1 with `meet-momentum: 0` takes the mean of their weights."),
            TrainersConfig::meetLearningRate);
    final Option<Double> meetMomentum =
        add(
            Option.real(
                "training.meet-momentum",
                0.5,
                0,
                0.999,
                "Share of the last meeting's movement that goes on at the next (Nesterov's momentum). 0.9 overshoots where meetings are 20 steps apart."),
            TrainersConfig::meetMomentum);
    final Option<String> exchangePorts =
        add(
            Option.matching(
                "training.exchange-ports",
                "0",
                "0|[1-9][0-9]{0,4}-[1-9][0-9]{0,4}",
                "0, or a range such as 50100-50199",
                "Ports at which trainers listen for each other on their TaskManagers' addresses, the first free one of the range; 0 for any."),
            TrainersConfig::exchangePorts);
    final Option<Duration> exchangeTimeout =
        add(
            Option.duration(
                "training.exchange-timeout",
                Duration.ofMinutes(15),
                Duration.ofMillis(100),
                Duration.ofDays(1),
                "For how long one trainer may keep the others waiting before all go back to the last checkpoint. One that is lost is noticed at once."),
            TrainersConfig::exchangeTimeout);

    private Options() {}

    TrainersConfig read(Values v) {
      return new TrainersConfig(
          v.get(count),
          v.get(meetEverySteps),
          v.get(meetLearningRate),
          v.get(meetMomentum),
          v.get(exchangePorts),
          v.get(exchangeTimeout));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      try {
        read(v).ports();
      } catch (IllegalArgumentException e) {
        problems.add(exchangePorts.key() + ": " + e.getMessage());
      }
    }
  }

  /** Whether there are several. */
  public boolean several() {
    return count > 1;
  }

  /** Whether each of several makes steps of its own between meetings. */
  public boolean apart() {
    return several() && meetEverySteps > 1;
  }

  /**
   * The ports to listen at.
   *
   * @throws IllegalArgumentException where they are no range
   */
  public Ports ports() {
    int dash = exchangePorts.indexOf('-');
    return dash < 0
        ? Ports.ANY
        : new Ports(
            Integer.parseInt(exchangePorts.substring(0, dash)),
            Integer.parseInt(exchangePorts.substring(dash + 1)));
  }
}
