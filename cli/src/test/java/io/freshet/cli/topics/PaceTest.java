/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.cli.options.WrongUseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
  private long now = 1_000;
  private final List<Long> waits = new ArrayList<>();

  @Test
  void recordsAreDueOneIntervalAfterTheOther() throws InterruptedException {
    Pace pace = new Pace(100, () -> now, this::await);
    pace.await(0);
    pace.await(1);
    now += 30;
    pace.await(2);
    now += 500;
    pace.await(3);
    assertThat(waits).as("who is late waits no more").containsExactly(100L, 70L);
  }

  @Test
  void withoutARateNothingWaits() throws InterruptedException {
    Pace pace = new Pace(0, () -> now, this::await);
    pace.await(0);
    pace.await(1);
    assertThat(waits).isEmpty();
    assertThatThrownBy(() -> Pace.of(Optional.of(0.0)))
        .isInstanceOf(WrongUseException.class)
        .hasMessage("--rate must be above 0");
  }

  private void await(long nanos) {
    waits.add(nanos);
    now += nanos;
  }
}
