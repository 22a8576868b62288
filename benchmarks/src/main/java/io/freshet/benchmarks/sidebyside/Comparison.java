/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Two sides that were measured in turns, over equal work. */
public record Comparison(List<Pair> pairs) {
  /** Copies the list. */
  public Comparison {
    pairs = List.copyOf(pairs);
  }

  /** What the same work took on either side. */
  record Pair(Side.Elapsed ours, Side.Elapsed theirs) {
    /** Our speed as a share of theirs, by the clock. */
    public double byClock() {
      return theirs.seconds() / ours.seconds();
    }

    /** Our speed as a share of theirs, by processor time. */
    double byProcessor() {
      return theirs.processorSeconds() / ours.processorSeconds();
    }
  }

  /** Hears of every pair as it is done. */
  interface Listener {
    void measured(int number, Pair pair);
  }

  /**
   * Measures pairs of blocks, after blocks that do not count. Whoever goes second finds warmer or
   * hotter ground, so the two take turns at it.
   *
   * @param units of work in a block
   */
  static Comparison measure(
      Side ours, Side theirs, int units, int warmUps, int pairs, Listener listener)
      throws IOException {
    for (int i = 0; i < warmUps; i++) {
      theirs.run(units);
      ours.run(units);
    }
    List<Pair> measured = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      Pair pair;
      if (i % 2 == 0) {
        Side.Elapsed our = ours.run(units);
        pair = new Pair(our, theirs.run(units));
      } else {
        Side.Elapsed their = theirs.run(units);
        pair = new Pair(ours.run(units), their);
      }
      measured.add(pair);
      listener.measured(i + 1, pair);
    }
    return new Comparison(measured);
  }

  /** Our speed as a share of theirs, pair by pair, by the clock. */
  public MedianInterval byClock() {
    return interval(Pair::byClock);
  }

  /** Our speed as a share of theirs, pair by pair, by processor time. */
  MedianInterval byProcessor() {
    return interval(Pair::byProcessor);
  }

  /** All of our blocks together. */
  public Side.Elapsed ours() {
    return sum(pairs.stream().map(Pair::ours).toList());
  }

  /** All of their blocks together. */
  public Side.Elapsed theirs() {
    return sum(pairs.stream().map(Pair::theirs).toList());
  }

  private static Side.Elapsed sum(List<Side.Elapsed> blocks) {
    return new Side.Elapsed(
        blocks.stream().mapToDouble(Side.Elapsed::seconds).sum(),
        blocks.stream().mapToDouble(Side.Elapsed::processorSeconds).sum());
  }

  private MedianInterval interval(ToDoubleFunction<Pair> value) {
    return MedianInterval.of(pairs.stream().map(value::applyAsDouble).toList());
  }
}
