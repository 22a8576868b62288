/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Entries;
import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * When a candidate may serve.
 *
 * @param tolerance loss of nDCG@10 on a task that does not count as one
 * @param tolerances the same for single tasks, by name of the task
 * @param minimumQueries judged queries a task below which nothing is decided on it, and different
 *     queries of a live window below which nothing is made of a loss
 * @param minimumGain mean over tasks of the gain of nDCG@10 that a version is promoted for
 * @param promotionAge age of the serving version at which an undecided one is promoted
 */
public record GateConfig(
    double tolerance,
    Map<String, Double> tolerances,
    int minimumQueries,
    double minimumGain,
    Duration promotionAge)
    implements Serializable {
  /** The options of the gate. */
  static final Options OPTIONS = new Options();

  /** The options of the gate. */
  static final class Options extends Section<GateConfig> {
    final Option<Double> tolerance =
        add(
            Option.real(
                "evaluation.tolerance",
                0.02,
                0,
                1,
                "Loss of nDCG@10 on a task that does not count as one."),
            GateConfig::tolerance);
    final Entries<Double> tolerances =
        add(
            new Entries<>(
                Option.real("evaluation.tolerances", 0.02, 0, 1, "The tolerance of one task."),
                "task",
                "evaluation.tolerance",
                name -> false),
            GateConfig::tolerances);
    final Option<Integer> minimumQueries =
        add(
            Option.integer(
                "evaluation.minimum-queries",
                30,
                1,
                1_000_000,
                "Judged queries of a probe set below which nothing is decided on its task, and different"
                    + " queries of a live window below which nothing is made of a loss."),
            GateConfig::minimumQueries);
    final Option<Double> minimumGain =
        add(
            Option.real(
                "evaluation.minimum-gain",
                0.0,
                -1,
                1,
                "Mean over tasks of the gain of nDCG@10 that a version is promoted for."),
            GateConfig::minimumGain);
    final Option<Duration> promotionAge =
        add(
            Option.duration(
                "evaluation.promotion-age",
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofDays(365),
                "Age of the serving version at which an undecided one is promoted; a rejected one never is."),
            GateConfig::promotionAge);

    private Options() {}

    GateConfig read(Values v) {
      return new GateConfig(
          v.get(tolerance),
          v.get(tolerances),
          v.get(minimumQueries),
          v.get(minimumGain),
          v.get(promotionAge));
    }
  }

  /** The tolerance of a task. */
  public double toleranceOf(String task) {
    return tolerances.getOrDefault(task, tolerance);
  }
}
