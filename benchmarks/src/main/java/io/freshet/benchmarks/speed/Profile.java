/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import ai.djl.pytorch.jni.JniUtils;
import io.freshet.benchmarks.sidebyside.Side;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the time of a kind of work goes, by libtorch's profiler on the calling thread. */
final class Profile {
  private static final int WARM_UPS = 2;
  private static final int PRINTED = 14;

  private Profile() {}

  /**
   * Runs units of work and prints the operations that took longest by themselves.
   *
   * @param directory for the profiler's file
   */
  static void print(Side side, int units, String unit, Path directory, PrintStream out)
      throws IOException {
    side.run(WARM_UPS);
    Path file = Files.createTempFile(directory, "profile", ".json");
    JniUtils.startProfile(false, false, false);
    Side.Elapsed elapsed;
    try {
      elapsed = side.run(units);
    } finally {
      JniUtils.stopProfile(file.toString());
    }
    List<Trace.Operation> operations = Trace.read(file);
    double all = 1e6 * elapsed.seconds();
    double seen = operations.stream().mapToDouble(Trace.Operation::microseconds).sum();
    out.printf(
        "%.1f ms a %s; %.1f %% of it inside libtorch's operations%n",
        all / units / 1000, unit, 100 * seen / all);
    for (Trace.Operation operation : operations.subList(0, Math.min(PRINTED, operations.size()))) {
      out.printf(
          "%6.2f %% %9.2f ms %6d calls  %s%n",
          100 * operation.microseconds() / all,
          operation.microseconds() / 1000 / units,
          operation.calls() / units,
          operation.name());
    }
  }
}
