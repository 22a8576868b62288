/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VersionPlanTest {

  private final VersionPlan<String> plan = new VersionPlan<>(10, 0);

  @Test
  void versionsKeepToMultiplesAndTheLastStepAlwaysIsOne() {
    assertThat(plan.due(9, false)).isFalse();
    assertThat(plan.due(9, true)).isTrue();
    assertThat(plan.due(10, false)).isTrue();
    assertThat(plan.due(0, true)).isFalse();
    plan.take(1, 12, "twelve");
    assertThat(plan.lastStep()).isEqualTo(12);
    assertThat(plan.due(19, false)).isFalse();
    assertThat(plan.due(20, false)).isTrue();
    // One that comes late by more than a whole interval stands for those before it.
    plan.take(2, 45, "forty-five");
    assertThat(plan.due(49, false)).isFalse();
    assertThat(plan.due(50, false)).isTrue();
  }

  @Test
  void aCompletionStandsForAllBeforeItAndIsToldOnce() {
    plan.take(1, 10, "ten");
    plan.take(3, 20, "twenty");
    plan.take(4, 30, "thirty");
    assertThat(plan.complete(3)).containsExactly("ten", "twenty");
    assertThat(plan.complete(3)).isEmpty();
    assertThat(plan.lastStep()).isEqualTo(30);
    assertThat(plan.complete(9)).containsExactly("thirty");
  }

  @Test
  void afterAnAbortedCheckpointTheNextOneIsTheVersion() {
    plan.take(1, 10, "ten");
    plan.abort(1);
    plan.abort(1);
    assertThat(plan.lastStep()).isZero();
    assertThat(plan.due(11, false)).isTrue();
    assertThat(plan.complete(2)).isEmpty();
  }

  @Test
  void goesOnAfterTheLastVersion() {
    assertThat(new VersionPlan<String>(10, 40).due(49, false)).isFalse();
    assertThat(new VersionPlan<String>(10, 40).due(50, false)).isTrue();
    assertThatThrownBy(() -> new VersionPlan<String>(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version-every-steps");
  }
}
