/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.jobs.indexing.controller.BuildPace;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Weighs what a build costs against what it brings. The cost is time, at the {@link ModelPace pace}
 * of the build before; the gain is that of the mean nDCG@10 of the gate's probe sets over the
 * version that serves, which may be several promotions back. Where either is unknown, where nothing
 * serves, or where a person or the age of what serves wants the build, it is affordable.
 *
 * @param decisions the gate's last decision on a version
 * @param gainPerHour nDCG@10 that an hour of building has to bring; 0 for whatever it brings
 */
record BuildBudget(Function<BuildVersion, Optional<Decision>> decisions, double gainPerHour) {
  private static final double MILLIS_OF_HOUR = Duration.ofHours(1).toMillis();

  /**
   * Weighs one build.
   *
   * @param size what it would read
   */
  Outcome weigh(
      Generation generation,
      Optional<Generation> serving,
      BuildSize size,
      Optional<BuildPace> pace) {
    long expected = pace.map(before -> before.expectedMillis(size.records())).orElse(0L);
    Optional<Double> gain = serving.flatMap(before -> gain(generation, before));
    if (pace.isEmpty() || gain.isEmpty()) {
      return new Outcome.Affordable(generation.number(), expected);
    }
    double required = gainPerHour * expected / MILLIS_OF_HOUR;
    if (gainPerHour == 0 || gain.get() >= required) {
      return new Outcome.Affordable(generation.number(), expected);
    }
    return new Outcome.TooDear(
        generation.number(),
        expected,
        String.format(
            Locale.ROOT,
            "brings %+.4f of nDCG@10 over what serves and would have to bring %+.4f: %s at %.1f a second, %d min",
            gain.get(),
            required,
            size,
            pace.get().perSecond(),
            Duration.ofMillis(expected).toMinutes()));
  }

  private Optional<Double> gain(Generation generation, Generation serving) {
    return decisions
        .apply(generation.version())
        .filter(decision -> decision.ground() == Ground.PROBES)
        .flatMap(
            decision ->
                new GateNumbers(decisions)
                    .of(Decision.MEAN_NDCG, serving.version(), generation.version()))
        .map(mean -> mean.after() - mean.before());
  }
}
