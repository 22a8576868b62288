/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import io.freshet.model.folder.ModelSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Speed of the train step, alone or beside PyTorch: in-batch InfoNCE, clip and fused AdamW on a
 * BERT, all texts of full length. Ours goes from texts, PyTorch's from token ids.
 */
@Command(
    name = "training-speed",
    mixinStandardHelpOptions = true,
    description = "Measures the train step, beside PyTorch where a Python with torch is given.")
public final class TrainingSpeed implements Callable<Integer> {
  @Option(names = "--python", description = "A Python with torch, to measure side by side.")
  private @Nullable Path python;

  @Option(
      names = "--size",
      defaultValue = "SMALL",
      description = "One of: ${COMPLETION-CANDIDATES}")
  private ModelSize size = ModelSize.SMALL;

  @Option(names = "--vocabulary", defaultValue = "30522", description = "Tokens that exist.")
  private int vocabulary;

  @Option(names = "--pairs", defaultValue = "32", description = "Rows of a step.")
  private int pairs;

  @Option(names = "--tokens", defaultValue = "64", description = "Tokens of every text.")
  private int tokens;

  @Option(names = "--dropout", defaultValue = "0", description = "Rate of every dropout.")
  private double dropout;

  @Option(names = "--threads", description = "Threads of either side; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--steps", defaultValue = "2", description = "Steps of one block.")
  private int steps;

  @Option(names = "--blocks", defaultValue = "9", description = "Measured blocks of either side.")
  private int blocks;

  private final PrintStream out;

  private TrainingSpeed(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurement and exits with 0, or with 1 where it failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TrainingSpeed(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    TrainingShape shape = new TrainingShape(size, vocabulary, pairs, tokens, dropout, threads);
    out.printf(
        "BERT of %d layers, width %d, %d heads, vocabulary %d; %d pairs of %d tokens; dropout %s; %d threads%n",
        size.layers(), size.width(), size.heads(), vocabulary, pairs, tokens, dropout, threads);
    Path directory = Files.createTempDirectory("training-speed");
    try {
      measure(shape, directory);
    } finally {
      deleteTree(directory);
    }
    return 0;
  }

  private void measure(TrainingShape shape, Path directory) throws IOException {
    WordModel model = WordModel.create(directory, shape.size(), shape.vocabulary());
    try (FreshetSide ours = new FreshetSide(model, shape)) {
      ours.run(steps);
      if (python == null) {
        List<Double> speeds = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
          speeds.add(steps * pairs / ours.run(steps).seconds());
        }
        MedianInterval speed = MedianInterval.of(speeds);
        out.printf(
            "Freshet: %.1f pairs/s (%.1f to %.1f)%n", speed.median(), speed.low(), speed.high());
      } else {
        try (PythonSide theirs = new PythonSide(python, directory, shape)) {
          compare(ours, theirs);
        }
      }
    }
  }

  private void compare(FreshetSide ours, PythonSide theirs) throws IOException {
    theirs.run(steps);
    ours.run(steps);
    theirs.run(steps);
    List<Double> ratios = new ArrayList<>();
    List<Double> processorRatios = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      Side.Elapsed our;
      Side.Elapsed their;
      // Whoever goes second finds warmer or hotter ground: take turns.
      if (i % 2 == 0) {
        our = ours.run(steps);
        their = theirs.run(steps);
      } else {
        their = theirs.run(steps);
        our = ours.run(steps);
      }
      ratios.add(their.seconds() / our.seconds());
      processorRatios.add(their.processorSeconds() / our.processorSeconds());
      out.printf(
          "pair %d: Freshet %.0f ms a step (%.0f of processors), PyTorch %.0f (%.0f), ratio %.3f%n",
          i + 1,
          1000 * our.seconds() / steps,
          1000 * our.processorSeconds() / steps,
          1000 * their.seconds() / steps,
          1000 * their.processorSeconds() / steps,
          their.seconds() / our.seconds());
    }
    out.printf("Freshet's speed as a share of that of PyTorch %s:%n", theirs.version());
    print("by the clock", MedianInterval.of(ratios));
    print("by processor time", MedianInterval.of(processorRatios));
  }

  private void print(String what, MedianInterval ratio) {
    out.printf(
        "  %s: median %.3f, %.0f %% interval %.3f to %.3f, %d pairs%n",
        what, ratio.median(), 100 * ratio.confidence(), ratio.low(), ratio.high(), blocks);
  }

  static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
