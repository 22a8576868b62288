/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Panes and windows cover time as windows defined one by one do. */
class WindowGeometryTest {

  @Test
  void everyWindowIsMadeOfWholePanes() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 500; trial++) {
      long slide = 1 + random.nextLong(40);
      WindowGeometry geometry = new WindowGeometry(slide + random.nextLong(100), slide);
      long time = random.nextLong(-500, 500);
      long pane = geometry.paneOf(time);
      assertThat(time).as("seed %d", seed).isBetween(pane, pane + geometry.pane() - 1);

      List<Long> ends = new ArrayList<>();
      for (long end = Math.floorDiv(time, slide) * slide; end < time + 200; end += slide) {
        if (end - geometry.size() <= time && time < end) {
          ends.add(end);
        }
      }
      List<Long> byPane = new ArrayList<>();
      for (long end = geometry.firstEnd(pane); end <= geometry.lastEnd(pane); end += slide) {
        byPane.add(end);
      }
      assertThat(byPane).as("seed %d, %s, time %d", seed, geometry, time).isEqualTo(ends);
      assertThat(geometry.endAfter(time)).as("seed %d", seed).isEqualTo(ends.get(0));
    }
  }

  @Test
  void refusesGapsBetweenWindows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WindowGeometry(10, 11))
        .withMessageContaining("slide");
    assertThatIllegalArgumentException().isThrownBy(() -> new WindowGeometry(10, 0));
  }
}
