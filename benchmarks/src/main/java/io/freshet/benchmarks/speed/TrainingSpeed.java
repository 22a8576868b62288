/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.benchmarks.sidebyside.Stand;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.folder.ModelSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
      LocalFolders.delete(directory);
    }
    return 0;
  }

  private void measure(TrainingShape shape, Path directory) throws IOException {
    WordModel model = WordModel.create(directory, shape.size(), shape.vocabulary());
    try (FreshetSide ours = model.side(shape)) {
      new Stand(python, directory, threads, 2, blocks, out)
          .measure(ours, shape.work(steps), shape.arguments());
    }
  }
}
