/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetreatTest {
  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final Retreat retreat = new Retreat(() -> Instant.ofEpochMilli(millis.get()));

  @Test
  void pausesDoubleUpToTheLongestAndEndWithASuccess() {
    assertThat(retreat.lasts()).isFalse();
    assertThat(retreat.isOver()).isTrue();
    List<Long> seconds = new ArrayList<>();
    for (int failure = 0; failure < 8; failure++) {
      retreat.failed();
      long start = millis.get();
      while (retreat.lasts()) {
        millis.addAndGet(100);
      }
      seconds.add(Duration.ofMillis(millis.get() - start).toSeconds());
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    assertThat(retreat.isOver()).isFalse();
    retreat.failed();
    retreat.succeeded();
    assertThat(retreat.lasts()).isFalse();
    assertThat(retreat.isOver()).isTrue();
  }
}
