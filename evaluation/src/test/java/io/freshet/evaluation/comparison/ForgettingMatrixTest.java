/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.evaluation.comparison.ForgettingMatrix.Forgetting;
import io.freshet.evaluation.comparison.ForgettingMatrix.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Worked by hand: two tasks from the start, a third that comes later. */
class ForgettingMatrixTest {
  private static final ForgettingMatrix MATRIX =
      new ForgettingMatrix(
          List.of(
              new Row("v1", Map.of("code", 0.2, "qa", 0.4)),
              new Row("v2", Map.of("code", 0.5, "qa", 0.6)),
              new Row("v3", Map.of("code", 0.4, "qa", 0.7, "new", 0.9))));

  @Test
  void averages() {
    assertThat(MATRIX.tasks()).containsExactly("code", "new", "qa");
    assertThat(MATRIX.rows().get(0).average().orElseThrow()).isCloseTo(0.3, within(1e-12));
    assertThat(MATRIX.rows().get(2).average().orElseThrow()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(new Row("v", Map.of()).average()).isEmpty();
  }

  @Test
  void backwardTransferIsAgainstTheFirstScoreOfTasksKnownBefore() {
    assertThat(MATRIX.backwardTransfer(0)).isEmpty();
    assertThat(MATRIX.backwardTransfer(1).orElseThrow()).isCloseTo(0.25, within(1e-12));
    assertThat(MATRIX.backwardTransfer(2).orElseThrow()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void forgettingIsAgainstTheBestBefore() {
    assertThat(MATRIX.forgetting(2))
        .containsExactly(
            Map.entry("code", new Forgetting("code", 0.5, "v2", 0.4)),
            Map.entry("qa", new Forgetting("qa", 0.6, "v2", 0.7)));
    assertThat(MATRIX.worst(2).orElseThrow().task()).isEqualTo("code");
    assertThat(MATRIX.worst(2).orElseThrow().loss()).isCloseTo(0.1, within(1e-12));
    assertThat(MATRIX.worst(1).orElseThrow().loss()).isCloseTo(-0.2, within(1e-12));
    assertThat(MATRIX.worst(0)).isEmpty();
  }
}
