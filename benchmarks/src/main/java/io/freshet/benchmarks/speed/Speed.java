/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.benchmarks.sidebyside.MedianInterval;
import io.freshet.benchmarks.sidebyside.Stand;
import io.freshet.benchmarks.sidebyside.Target;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.model.folder.ModelSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * All speeds in one run, beside PyTorch and sentence-transformers where a Python is given: the
 * train step on equal shapes, training on mixed lengths, encoding, what calls and tokenizing cost,
 * where the time of a step goes, bfloat16 beside float32.
 */
@Command(
    name = "speed",
    mixinStandardHelpOptions = true,
    description =
        "Measures training and encoding, beside a Python with sentence-transformers where one is given.")
public final class Speed implements Callable<Integer> {
  private static final int PAIRS = 32;
  private static final int TOKENS = 64;
  private static final double ALPHA = 0.5;
  private static final int PROFILED_STEPS = 5;

  /** What can be measured. */
  enum Part {
    STEP,
    MIXED,
    ENCODING,
    CALLS,
    PROFILE,
    PRECISION,
    ONNX
  }

  @Option(
      names = "--python",
      description = "A Python with sentence-transformers, to measure side by side.")
  private @Nullable Path python;

  @Option(
      names = "--tasks",
      description = "A directory of .jsonl files with query and pos; without it no real texts.")
  private @Nullable Path tasks;

  @Option(
      names = "--tokenizer",
      description = "A folder with a tokenizer; without it a vocabulary is learnt from the texts.")
  private @Nullable Path tokenizer;

  @Option(
      names = "--parts",
      split = ",",
      description =
          "Some of: ${COMPLETION-CANDIDATES}; default: all but ONNX, which needs a Python with onnx and onnxruntime as well")
  private Set<Part> parts = EnumSet.complementOf(EnumSet.of(Part.ONNX));

  @Option(
      names = "--lengths",
      split = ",",
      defaultValue = "128,256",
      description = "Tokens of a text at most, in training on mixed lengths.")
  private List<Integer> lengths = List.of();

  @Option(
      names = "--dropout",
      defaultValue = "0.1",
      description = "Rate of every dropout in training on mixed lengths.")
  private double dropout;

  @Option(names = "--threads", description = "Threads of either side; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--pairs", defaultValue = "9", description = "Measured pairs of blocks.")
  private int pairs;

  @Option(
      names = "--steps",
      defaultValue = "8",
      description = "Steps of a block on mixed lengths; a quarter of it on equal shapes.")
  private int steps;

  @Option(names = "--texts", defaultValue = "256", description = "Texts of a block of encoding.")
  private int texts;

  @Option(
      names = "--their-batches",
      split = ",",
      defaultValue = "32,8",
      description = "Texts of a batch of SentenceTransformer.encode; its own default is 32.")
  private List<Integer> theirBatches = List.of();

  private final PrintStream out;
  private final List<Target> targets = new ArrayList<>();

  private Speed(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurements; exits with 1 where a figure misses its bound. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Speed(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("speed");
    try {
      Stand stand = new Stand(python, directory, threads, 2, pairs, out);
      if (parts.contains(Part.STEP)) {
        step(stand);
      }
      if (parts.contains(Part.CALLS)) {
        calls(stand);
      }
      if (parts.contains(Part.PROFILE)) {
        profile(stand);
      }
      if (parts.contains(Part.PRECISION)) {
        precision(stand, ModelSize.SMALL, Math.max(1, steps / 8));
        precision(stand, ModelSize.TINY, Math.max(1, steps / 2));
      }
      if (parts.contains(Part.ONNX)) {
        onnx(stand, ModelSize.SMALL, Math.max(1, steps / 8));
      }
      if (tasks != null) {
        TaskExamples examples = TaskExamples.read(tasks);
        Path vocabulary = TextModel.tokenizer(tokenizer, examples, directory);
        if (parts.contains(Part.MIXED)) {
          mixed(stand, examples, vocabulary);
        }
        if (parts.contains(Part.ENCODING)) {
          encoding(stand, examples, vocabulary, ModelSize.SMALL, 1.0);
          encoding(stand, examples, vocabulary, ModelSize.TINY, 1.1);
        }
      }
      out.printf("%nload %s%n", Stand.load());
      targets.forEach(out::println);
    } finally {
      LocalFolders.delete(directory);
    }
    return targets.stream().allMatch(Target::met) ? 0 : 1;
  }

  private TrainingShape shape() {
    return new TrainingShape(ModelSize.SMALL, 30522, PAIRS, TOKENS, 0, threads);
  }

  private void step(Stand stand) throws IOException {
    title("Train step, equal shapes: 6 layers of 384, 32 pairs of 64 tokens, dropout 0");
    TrainingShape shape = shape();
    try (FreshetSide ours = words(stand, shape).side(shape)) {
      stand
          .measure(ours, shape.work(Math.max(1, steps / 4)), shape.arguments())
          .comparison()
          .ifPresent(
              c ->
                  targets.add(
                      Target.atLeast("train step over PyTorch's", c.byClock().median(), 0.97)));
    }
  }

  private void precision(Stand stand, ModelSize size, int units) throws IOException {
    title(
        "bfloat16 and int8 beside float32: %d layers of %d, 32 texts of 64 tokens"
            .formatted(size.layers(), size.width()));
    precisions(stand, size, units).measure();
  }

  private void onnx(Stand stand, ModelSize size, int units) throws IOException {
    title(
        "bfloat16 and int8 beside ONNX Runtime: %d layers of %d, 32 texts of 64 tokens"
            .formatted(size.layers(), size.width()));
    precisions(stand, size, units).measureOnnx();
  }

  private Precisions precisions(Stand stand, ModelSize size, int units) throws IOException {
    return new Precisions(stand, new TrainingShape(size, 30522, PAIRS, TOKENS, 0, threads), units);
  }

  private void calls(Stand stand) throws IOException {
    title("Calls of a step, without the work: 6 layers of 384, 32 pairs of 64 tokens");
    TrainingShape shape = shape();
    WordModel model = words(stand, shape);
    try (FreshetSide steps = model.side(shape);
        CallCost calls = new CallCost(shape)) {
      steps.run(3);
      calls.run(100);
      List<Double> shares = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        double step = steps.run(1).processorSeconds();
        double call = calls.run(20).processorSeconds() / 20;
        shares.add(call / step);
        out.printf(
            "pair %d: calls %.2f ms of processors, step %.1f%n", i + 1, 1e3 * call, 1e3 * step);
      }
      MedianInterval share = MedianInterval.of(shares);
      targets.add(Target.atMost("share of a step that its calls take", share.median(), 0.02));
    }
  }

  private void profile(Stand stand) throws IOException {
    title("Where a step's time goes: 6 layers of 384, 32 pairs of 64 tokens");
    TrainingShape shape = shape();
    try (FreshetSide ours = words(stand, shape).side(shape)) {
      Profile.print(ours, PROFILED_STEPS, "step", stand.directory(), out);
    }
  }

  private WordModel words(Stand stand, TrainingShape shape) throws IOException {
    return WordModel.create(
        Files.createTempDirectory(stand.directory(), "words"), shape.size(), shape.vocabulary());
  }

  private void mixed(Stand stand, TaskExamples examples, Path vocabulary) throws IOException {
    Path folder = TextModel.create(ModelSize.SMALL, vocabulary, stand.directory());
    MixedTraining training =
        new MixedTraining(stand, examples, folder, new MixedTraining.Mixture(ALPHA, PAIRS, steps));
    for (int length : lengths) {
      title("Training on mixed lengths, 6 layers of 384, batch " + PAIRS + ", alpha " + ALPHA);
      MixedTraining.Outcome outcome = training.measure(length, dropout);
      out.printf(
          "tokenizing %.1f ms a step, %.1f %% of one%n",
          1000 * outcome.tokenizing(), 100 * outcome.tokenizing() / outcome.steps().seconds());
      outcome
          .steps()
          .comparison()
          .ifPresent(
              c -> {
                double whole = c.theirs().seconds() / c.ours().seconds();
                double processors = c.theirs().processorSeconds() / c.ours().processorSeconds();
                out.printf(
                    "speed-up over all blocks %.3f by the clock, %.3f by processor time%n",
                    whole, processors);
                targets.add(
                    Target.atLeast(
                        "speed-up at %d tokens (%.3f) over padding's (%.3f)"
                            .formatted(length, whole, outcome.padding().ratio()),
                        whole / outcome.padding().ratio(),
                        0.85));
              });
    }
  }

  private void encoding(
      Stand stand, TaskExamples examples, Path vocabulary, ModelSize size, double bound)
      throws IOException {
    Path folder = TextModel.create(size, vocabulary, stand.directory());
    for (int batch : theirBatches) {
      String what =
          "encoding by %d layers of %d, theirs in batches of %d"
              .formatted(size.layers(), size.width(), batch);
      title(what);
      new Encoding(stand, examples)
          .measure(folder, ALPHA, size.positions(), texts, batch)
          .comparison()
          .ifPresent(c -> targets.add(Target.atLeast(what, c.byClock().median(), bound)));
    }
  }

  private void title(String text) {
    out.printf("%n%s%n", text);
  }
}
