/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where things are measured: alone, or beside a script where there is a Python to run it.
 *
 * @param python with the libraries to compare with
 * @param directory for files that last as long as the measurement
 * @param blocks that count, on either side
 */
public record Stand(
    @Nullable Path python, Path directory, int threads, int warmUps, int blocks, PrintStream out) {
  private static final Path LOAD = Path.of("/proc/loadavg");

  /**
   * A kind of work.
   *
   * @param unit name of one unit
   * @param units in a block
   * @param script that does the same in Python
   */
  public record Work(String unit, int units, String script) {}

  /**
   * What was measured.
   *
   * @param seconds a unit took on our side, over all blocks
   * @param comparison where there was something to compare with
   */
  public record Outcome(double seconds, Optional<Comparison> comparison) {}

  /** Units of work that a side is asked for in all. */
  public int units(int unitsABlock) {
    return (warmUps + blocks) * unitsABlock;
  }

  /**
   * Measures and prints.
   *
   * @param arguments of the script
   */
  public Outcome measure(Side ours, Work work, Object... arguments) throws IOException {
    if (python == null) {
      return new Outcome(alone(ours, work), Optional.empty());
    }
    try (PythonSide theirs =
        PythonSide.start(python, work.script(), directory, threads, arguments)) {
      out.printf("beside %s; load %s%n", theirs.version(), load());
      Comparison comparison =
          Comparison.measure(
              ours,
              theirs,
              work.units(),
              warmUps,
              blocks,
              (number, pair) -> print(number, pair, work));
      print("by the clock", comparison.byClock());
      print("by processor time", comparison.byProcessor());
      return new Outcome(
          comparison.ours().seconds() / (blocks * work.units()), Optional.of(comparison));
    }
  }

  /** Measures and prints two sides of our own. */
  public void beside(Side one, Side other, String unit, int units) throws IOException {
    Comparison comparison =
        Comparison.measure(one, other, units, warmUps, blocks, (number, pair) -> {});
    double scale = 1000.0 / (blocks * units);
    out.printf(
        "%s: %.2f ms beside %.2f (of processors %.2f beside %.2f); load %s%n",
        unit,
        scale * comparison.ours().seconds(),
        scale * comparison.theirs().seconds(),
        scale * comparison.ours().processorSeconds(),
        scale * comparison.theirs().processorSeconds(),
        load());
    print("by the clock", comparison.byClock());
    print("by processor time", comparison.byProcessor());
  }

  private double alone(Side ours, Work work) throws IOException {
    for (int i = 0; i < warmUps; i++) {
      ours.run(work.units());
    }
    double seconds = 0;
    for (int i = 0; i < blocks; i++) {
      Side.Elapsed our = ours.run(work.units());
      out.printf(
          "block %d: %.1f ms a %s (%.1f of processors)%n",
          i + 1,
          1000 * our.seconds() / work.units(),
          work.unit(),
          1000 * our.processorSeconds() / work.units());
      seconds += our.seconds();
    }
    return seconds / (blocks * work.units());
  }

  private void print(int number, Comparison.Pair pair, Work work) {
    double scale = 1000.0 / work.units();
    out.printf(
        "pair %d: Freshet %.1f ms a %s (%.1f of processors), theirs %.1f (%.1f), ratio %.3f%n",
        number,
        scale * pair.ours().seconds(),
        work.unit(),
        scale * pair.ours().processorSeconds(),
        scale * pair.theirs().seconds(),
        scale * pair.theirs().processorSeconds(),
        pair.byClock());
  }

  private void print(String what, MedianInterval ratio) {
    out.printf(
        "speed as a share of the other's, %s: median %.3f, %.0f %% interval %.3f to %.3f, %d pairs%n",
        what, ratio.median(), 100 * ratio.confidence(), ratio.low(), ratio.high(), blocks);
  }

  /** What else the machine is busy with, where it says so. */
  public static String load() throws IOException {
    return Files.isReadable(LOAD) ? Files.readString(LOAD).strip() : "unknown";
  }
}
