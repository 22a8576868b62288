/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  /** A side that takes known times and writes down that it was asked. */
  private record Scripted(String name, Iterator<Elapsed> times, List<String> order)
      implements Side {
    @Override
    public Elapsed run(int units) {
      order.add(name + units);
      return times.next();
    }

    @Override
    public void close() {}
  }

  private static Side side(String name, List<String> order, double... seconds) {
    List<Side.Elapsed> times = new ArrayList<>();
    for (double s : seconds) {
      times.add(new Side.Elapsed(s, 10 * s * s));
    }
    return new Scripted(name, times.iterator(), order);
  }

  @Test
  void sidesTakeTurnsAtGoingFirst() throws IOException {
    List<String> order = new ArrayList<>();
    Side ours = side("o", order, 9, 1, 2, 4);
    Side theirs = side("t", order, 9, 2, 2, 2);
    List<Integer> heard = new ArrayList<>();
    Comparison.measure(ours, theirs, 5, 1, 3, (number, pair) -> heard.add(number));
    assertThat(order).containsExactly("t5", "o5", "o5", "t5", "t5", "o5", "o5", "t5");
    assertThat(heard).containsExactly(1, 2, 3);
  }

  @Test
  void ratioIsTheirTimeOverOursAndWarmUpsDoNotCount() throws IOException {
    List<String> order = new ArrayList<>();
    Side ours = side("o", order, 99, 1, 2, 4);
    Side theirs = side("t", order, 99, 2, 2, 2);
    Comparison comparison = Comparison.measure(ours, theirs, 1, 1, 3, (number, pair) -> {});
    assertThat(comparison.byClock()).isEqualTo(new MedianInterval(1, 0.5, 2, 0.75));
    assertThat(comparison.byProcessor()).isEqualTo(new MedianInterval(1, 0.25, 4, 0.75));
    assertThat(comparison.ours().seconds()).isCloseTo(7, within(1e-12));
    assertThat(comparison.theirs().processorSeconds()).isCloseTo(120, within(1e-12));
  }
}
