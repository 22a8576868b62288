/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskGainsTest {
  private static final long SEED = 11;
  private static final int QUERIES = 100;

  /** Values around a mean. */
  private static Map<String, Double> values(double mean, long seed) {
    Random random = new Random(seed);
    Map<String, Double> values = new HashMap<>();
    for (int i = 0; i < QUERIES; i++) {
      values.put("q" + i, mean + 0.2 * (random.nextDouble() - 0.5));
    }
    return values;
  }

  @Test
  void aGainOverAllHelpsWhereNoTaskLoses() {
    TaskGains gains =
        TaskGains.of(
            Map.of("a", values(0.3, 1), "b", values(0.5, 2)),
            Map.of("a", values(0.4, 3), "b", values(0.5, 4)),
            SEED);
    assertThat(gains.help()).isTrue();
    assertThat(gains.all().comparison().queries()).isEqualTo(2 * QUERIES);
    assertThat(gains.tasks().get("a")).isNotNull();
    assertThat(gains.about()).contains("over 200 probe queries").startsWith("+0.0");
  }

  @Test
  void aTaskThatLosesForbidsItHoweverMuchTheOthersGain() {
    TaskGains gains =
        TaskGains.of(
            Map.of("a", values(0.3, 1), "b", values(0.5, 2)),
            Map.of("a", values(0.6, 3), "b", values(0.4, 4)),
            SEED);
    assertThat(gains.all().verdict()).isEqualTo(Gain.Verdict.HELPS);
    assertThat(gains.help()).isFalse();
  }

  @Test
  void whatCannotBeToldDoesNotHelp() {
    Map<String, Map<String, Double>> same = Map.of("a", values(0.3, 1));
    assertThat(TaskGains.of(same, same, SEED).help()).isFalse();
    assertThat(TaskGains.of(same, Map.of("a", values(0.2, 3)), SEED).help()).isFalse();
  }

  @Test
  void bothSidesHaveTheSameTasks() {
    assertThatThrownBy(
            () -> TaskGains.of(Map.of("a", values(0.3, 1)), Map.of("b", values(0.3, 1)), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[a]", "[b]");
  }
}
