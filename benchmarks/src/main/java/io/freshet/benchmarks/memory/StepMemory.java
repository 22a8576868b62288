/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.memory;

import io.freshet.benchmarks.speed.WordModel;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Peak memory of a step on one large sub-batch, by the ways to save it: each in a JVM of its own,
 * whose highest resident size the system tells. The heap is fixed and small, so that the sizes
 * differ by what lies outside it.
 */
@Command(
    name = "step-memory",
    mixinStandardHelpOptions = true,
    description = "Measures the peak memory of a step: plain, cached, recomputed, both.")
public final class StepMemory implements Callable<Integer> {
  /** A way to make a step. */
  private enum Way {
    PLAIN(false, false),
    RECOMPUTED_LAYERS(false, true),
    CACHED_GRADIENTS(true, false),
    BOTH(true, true);

    private final boolean cached;
    private final boolean recomputed;

    Way(boolean cached, boolean recomputed) {
      this.cached = cached;
      this.recomputed = recomputed;
    }
  }

  @Option(names = "--size", defaultValue = "TINY", description = "One of: ${COMPLETION-CANDIDATES}")
  private ModelSize size = ModelSize.TINY;

  @Option(names = "--pairs", defaultValue = "1024", description = "Rows of the sub-batch.")
  private int pairs;

  @Option(names = "--tokens", defaultValue = "64", description = "Tokens of every text.")
  private int tokens;

  @Option(
      names = "--micro-batch-tokens",
      defaultValue = "4096",
      description = "Tokens of a cached part.")
  private int microBatchTokens;

  @Option(
      names = "--dropout",
      defaultValue = "0",
      description = "Rate of every dropout; with one, parts draw otherwise than one pass does.")
  private double dropout;

  @Option(names = "--threads", description = "Threads; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--way", hidden = true, description = "Measure one way in this JVM.")
  private @Nullable Way way;

  private final PrintStream out;

  private StepMemory(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurement and exits with 0, or with 1 where it failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StepMemory(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (way != null) {
      measure(way);
      return 0;
    }
    out.printf(
        "BERT of %d layers, width %d; %d pairs of %d tokens; parts of %d tokens; dropout %s%n",
        size.layers(), size.width(), pairs, tokens, microBatchTokens, dropout);
    int worst = 0;
    for (Way each : Way.values()) {
      worst = Math.max(worst, child(each));
    }
    return worst;
  }

  private int child(Way each) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                StepMemory.class.getName()));
    command.addAll(List.of("--way", each.name(), "--size", size.name()));
    command.addAll(List.of("--pairs", "" + pairs, "--tokens", "" + tokens));
    command.addAll(
        List.of("--micro-batch-tokens", "" + microBatchTokens, "--dropout", "" + dropout));
    command.addAll(List.of("--threads", "" + threads));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private void measure(Way chosen) throws IOException {
    Path directory = Files.createTempDirectory("step-memory");
    try {
      WordModel model = WordModel.create(directory, size, 2000);
      OptimizerSettings optimizer =
          new OptimizerSettings(
              2e-5, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
      TaskObjective objective =
          TaskObjective.of(
                  WordModel.TASK, 1, Losses.infoNce(0.05, Negatives.BATCH), "", tokens, tokens)
              .withMicroBatchTokens(chosen.cached ? microBatchTokens : 0);
      TrainerSettings settings =
          new TrainerSettings(
              optimizer,
              dropout,
              1,
              0,
              chosen.recomputed,
              1,
              ComputeOptions.cpu(threads).withPrecision(Precision.FLOAT32));
      try (Trainer trainer =
          Trainer.start(model.folder(), settings, Map.of(WordModel.TASK, objective))) {
        trainer.step(model.step(0, 2, tokens));
        long before = peak();
        long start = System.nanoTime();
        StepReport report = trainer.step(model.step(1, pairs, tokens));
        out.printf(
            "%-18s peak %5d MB, %5d MB above a step of 2 pairs; %.1f s; loss %.4f, gradient %.4f%n",
            chosen.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            peak(),
            peak() - before,
            (System.nanoTime() - start) / 1e9,
            report.losses().get(WordModel.TASK),
            report.gradientNorm());
      }
    } finally {
      LocalFolders.delete(directory);
    }
  }

  /** The highest resident size of this process so far, MB. */
  private static long peak() throws IOException {
    return ProcessMemory.PEAK
        .megabytes()
        .orElseThrow(() -> new IOException("the system does not tell the highest resident size"));
  }
}
