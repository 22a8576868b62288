/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.jobs.indexing.controller.BuildPace;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BuildBudgetTest {
  private static final String DIGEST = "0123456789abcdef";
  private static final Map<String, String> PROBES = Map.of("search", "set-1");

  /** Ten records a second. */
  private static final Optional<BuildPace> PACE =
      Optional.of(new BuildPace(Optional.empty(), 1_000, 100_000));

  /** An hour of them. */
  private static final BuildSize SIZE = new BuildSize(36_000, OptionalLong.of(4_320_000));

  private final Map<Long, Decision> decisions = new HashMap<>();

  private void decided(long step, double mean, Ground ground, Map<String, String> probes) {
    decisions.put(
        step,
        new Decision(
            step,
            DIGEST,
            "file:///v" + step,
            Verdict.PROMOTED,
            ground,
            "",
            Map.of("mean.ndcg_cut_10", mean),
            Map.of(),
            probes,
            0));
  }

  private static Generation generation(int number, long step) {
    return Generation.planned("docs", number, new BuildVersion(step, DIGEST, "file:///v"), 0);
  }

  private Outcome weigh(double gainPerHour, Optional<BuildPace> pace) {
    return new BuildBudget(
            version -> Optional.ofNullable(decisions.get(version.step())), gainPerHour)
        .weigh(generation(2, 20), Optional.of(generation(1, 10)), SIZE, pace);
  }

  @Test
  void aGainBelowThePriceOfTheTimeIsTooDear() {
    decided(10, 0.500, Ground.PROBES, PROBES);
    decided(20, 0.504, Ground.PROBES, PROBES);
    assertThat(weigh(0.005, PACE))
        .isEqualTo(
            new Outcome.TooDear(
                2,
                3_600_000,
                "brings +0.0040 of nDCG@10 over what serves and would have to bring +0.0050: 36,000 records of about 4,320,000 tokens at 10.0 a second, 60 min"));
    assertThat(weigh(0.003, PACE)).isEqualTo(new Outcome.Affordable(2, 3_600_000));
    assertThat(weigh(0, PACE)).isEqualTo(new Outcome.Affordable(2, 3_600_000));
  }

  @Test
  void whatIsNotKnownIsNoReasonToWait() {
    decided(10, 0.500, Ground.PROBES, PROBES);
    decided(20, 0.501, Ground.PROBES, PROBES);
    assertThat(weigh(0.005, Optional.empty())).isEqualTo(new Outcome.Affordable(2, 0));
    decided(20, 0.501, Ground.PROBES, Map.of("search", "set-2"));
    assertThat(weigh(0.005, PACE))
        .as("means over different queries")
        .isInstanceOf(Outcome.Affordable.class);
    decisions.remove(10L);
    assertThat(weigh(0.005, PACE)).isInstanceOf(Outcome.Affordable.class);
  }

  @Test
  void aPersonAndTheAgeOfWhatServesNeedNoGain() {
    decided(10, 0.500, Ground.PROBES, PROBES);
    for (Ground ground : new Ground[] {Ground.COMMAND, Ground.AGE}) {
      decided(20, 0.400, ground, PROBES);
      assertThat(weigh(0.005, PACE)).isInstanceOf(Outcome.Affordable.class);
    }
  }
}
