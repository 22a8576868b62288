/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import io.freshet.model.folder.ModelSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether memory stays flat over many steps: arrays held on the device, resident size. The heap
 * grows into its limit by itself; with {@code -Xms128m -Xmx128m -XX:+AlwaysPreTouch} the resident
 * size moves only with what lies outside it.
 */
@Command(
    name = "memory-soak",
    mixinStandardHelpOptions = true,
    description = "Trains a small model for many steps and prints what memory it holds.")
public final class MemorySoak implements Callable<Integer> {
  @Option(names = "--steps", defaultValue = "2000", description = "Steps in all.")
  private int steps;

  @Option(names = "--every", defaultValue = "200", description = "Steps between two lines.")
  private int every;

  private final PrintStream out;

  private MemorySoak(PrintStream out) {
    this.out = out;
  }

  /** Runs the soak; exits with 1 where the arrays grew. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MemorySoak(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("memory-soak");
    try {
      WordModel model = WordModel.create(directory, ModelSize.TINY, 2000);
      TrainingShape shape = new TrainingShape(ModelSize.TINY, 2000, 8, 24, 0.1, 1);
      try (FreshetSide side = model.side(shape)) {
        return soak(side);
      }
    } finally {
      TrainingSpeed.deleteTree(directory);
    }
  }

  private int soak(FreshetSide side) throws IOException {
    side.run(1);
    int first = side.arrays();
    boolean flat = true;
    out.printf("heap of at most %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
    for (int done = 0; done < steps; done += every) {
      double seconds = side.run(every).seconds();
      flat &= side.arrays() == first;
      out.printf(
          "%5d steps: %d arrays, resident %s, %.1f ms a step%n",
          done + every, side.arrays(), ProcessMemory.RESIDENT.shown(), 1000 * seconds / every);
    }
    out.println(flat ? "arrays stayed at " + first : "ARRAYS CHANGED from " + first);
    return flat ? 0 : 1;
  }
}
