/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.memory;

import io.freshet.benchmarks.speed.FreshetSide;
import io.freshet.benchmarks.speed.MixedTraining;
import io.freshet.benchmarks.speed.TaskExamples;
import io.freshet.benchmarks.speed.TrainingShape;
import io.freshet.benchmarks.speed.WordModel;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.ComputeOptions;
import io.freshet.model.folder.ModelSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether memory stays flat over many steps, and over trainers that follow each other in one
 * process as those of a job that fails and restarts: arrays held on the device, resident size. The
 * heap grows into its limit by itself; with {@code -Xms128m -Xmx128m -XX:+AlwaysPreTouch} the
 * resident size moves only with what lies outside it.
 */
@Command(
    name = "memory-soak",
    mixinStandardHelpOptions = true,
    description = "Trains a model for many steps and prints what memory it holds.")
public final class MemorySoak implements Callable<Integer> {
  private static final int ROWS = 32;
  private static final double DROPOUT = 0.1;

  /** Power of a task's number of examples in its share. */
  private static final double ALPHA = 0.5;

  @Option(names = "--steps", defaultValue = "2000", description = "Steps of each trainer.")
  private int steps;

  @Option(names = "--every", defaultValue = "200", description = "Steps between two lines.")
  private int every;

  @Option(names = "--trainers", defaultValue = "1", description = "So many, one after the other.")
  private int trainers;

  @ArgGroup(exclusive = false)
  private @Nullable RealTexts texts;

  private final PrintStream out;

  private MemorySoak(PrintStream out) {
    this.out = out;
  }

  /** Texts of mixed lengths; without them a tiny model trains on texts of equal ones. */
  private static final class RealTexts {
    @Option(names = "--model", required = true, description = "A model folder.")
    private Path model = Path.of("");

    @Option(names = "--tasks", required = true, description = "A directory of <task>.jsonl.")
    private Path tasks = Path.of("");

    @Option(names = "--tokens", defaultValue = "128", description = "Of a text at most.")
    private int tokens;

    Sides sides(int steps) throws IOException {
      TaskExamples examples = TaskExamples.read(tasks);
      return trainer -> {
        List<TaskExamples.Batch> batches =
            examples.draw(steps + 1, ROWS, ALPHA, new Random(trainer));
        return new FreshetSide(
            model,
            examples.names(),
            tokens,
            DROPOUT,
            ComputeOptions.cpu(1),
            index -> MixedTraining.step(index, batches.get((int) index)));
      };
    }
  }

  /** Opens trainers by their number. */
  private interface Sides {
    FreshetSide open(int trainer) throws IOException;

    static Sides ofWords(Path directory) throws IOException {
      WordModel words = WordModel.create(directory, ModelSize.TINY, 2000);
      TrainingShape shape = new TrainingShape(ModelSize.TINY, 2000, 8, 24, DROPOUT, 1);
      return trainer -> words.side(shape);
    }
  }

  /** Runs the soak; exits with 1 where the arrays grew. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MemorySoak(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("memory-soak");
    try {
      out.printf("heap of at most %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
      Sides sides = texts == null ? Sides.ofWords(directory) : texts.sides(steps);
      boolean flat = true;
      for (int trainer = 0; trainer < trainers; trainer++) {
        try (FreshetSide side = sides.open(trainer)) {
          flat &= soak(side);
        }
        out.printf("closed: resident %s%n", ProcessMemory.RESIDENT.shown());
      }
      return flat ? 0 : 1;
    } finally {
      LocalFolders.delete(directory);
    }
  }

  private boolean soak(FreshetSide side) throws IOException {
    side.run(1);
    int first = side.arrays();
    boolean flat = true;
    for (int done = 0; done < steps; done += every) {
      double seconds = side.run(every).seconds();
      flat &= side.arrays() == first;
      out.printf(
          "%5d steps: %d arrays, resident %s, %.1f ms a step%n",
          done + every, side.arrays(), ProcessMemory.RESIDENT.shown(), 1000 * seconds / every);
    }
    out.println(flat ? "arrays stayed at " + first : "ARRAYS CHANGED from " + first);
    return flat;
  }
}
