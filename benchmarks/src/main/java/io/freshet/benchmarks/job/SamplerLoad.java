/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import io.freshet.benchmarks.sidebyside.BlockTalk;
import io.freshet.benchmarks.sidebyside.MedianInterval;
import io.freshet.benchmarks.sidebyside.Side;
import io.freshet.benchmarks.sidebyside.Stand;
import io.freshet.benchmarks.sidebyside.Target;
import io.freshet.benchmarks.speed.FreshetSide;
import io.freshet.benchmarks.speed.TrainingShape;
import io.freshet.benchmarks.speed.WordModel;
import io.freshet.model.folder.ModelSize;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many rows a second the sampler alone deals from buffers of many times its heap, beside what a
 * trainer takes. The sampler runs as a Flink job in a JVM of its own, with a small heap, on RocksDB
 * with incremental checkpoints; it and the trainers work in turns, so that what else the machine
 * does slows all of them down.
 */
@Command(
    name = "sampler-load",
    mixinStandardHelpOptions = true,
    description = "Measures the loaded sampler beside trainers.")
public final class SamplerLoad implements Callable<Integer> {
  private static final double AIM = 20;
  private static final int VOCABULARY = 30522;
  private static final int PAIRS = 32;

  /** One as it comes and a replayed one; the sampler's JVM prints what it was. */
  private static final int ROWS_OF_AN_EXAMPLE = 2;

  @Option(names = "--heap", defaultValue = "256", description = "Heap of the sampler's JVM, MB.")
  private int heap;

  @Option(
      names = "--times",
      defaultValue = "10",
      description = "How many times the heap the texts in the buffers are.")
  private int times;

  @Option(names = "--block", defaultValue = "30000", description = "Examples of a block.")
  private long block;

  @Option(names = "--blocks", defaultValue = "7", description = "Measured blocks of each side.")
  private int blocks;

  @Option(
      names = "--trainers",
      split = ",",
      defaultValue = "TINY,SMALL",
      description = "Sizes of the models to train.")
  private List<ModelSize> sizes = List.of();

  @Option(
      names = "--tokens",
      defaultValue = "64",
      description = "Tokens of every text in training; its examples have no negatives.")
  private int tokens;

  @Option(names = "--threads", description = "Threads of trainers; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--sampler-in", hidden = true, description = "Run the sampler in this JVM.")
  private @Nullable Path samplerIn;

  private final PrintStream out;

  private SamplerLoad(PrintStream out) {
    this.out = out;
  }

  /** Runs the measurement; exits with 1 where it misses its bound. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SamplerLoad(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    long filled = (((long) times * heap) << 20) / GeneratedExamples.characters();
    if (samplerIn != null) {
      double rows = new LoadedSampler(samplerIn, filled, block, blocks).run();
      out.printf("%.3f rows dealt for an example%n", rows);
      return 0;
    }
    out.printf(
        "%,d examples of %,d bytes of text in reservoirs of %d tasks, %d times a heap of %d MB; RocksDB in %s; load %s%n",
        filled,
        GeneratedExamples.characters(),
        LoadedSampler.TASKS,
        times,
        heap,
        LoadedSampler.MANAGED,
        Stand.load());
    Path directory = Files.createTempDirectory("sampler-load");
    try {
      return measure(directory);
    } finally {
      FileUtils.deleteDirectory(directory.toFile());
    }
  }

  /**
   * Rows a second, by the clock and by processor time, in each block.
   *
   * @param clock where others compete, it is as much theirs as ours
   * @param processors all threads together
   */
  private record Rates(List<Double> clock, List<Double> processors) {
    static Rates none() {
      return new Rates(new ArrayList<>(), new ArrayList<>());
    }

    void add(long rows, Side.Elapsed elapsed) {
      clock.add(rows / elapsed.seconds());
      processors.add(rows / elapsed.processorSeconds());
    }

    String last() {
      int last = clock.size() - 1;
      return "%,.1f rows/s (%,.1f a second of a processor)"
          .formatted(clock.get(last), processors.get(last));
    }
  }

  private record Taker(ModelSize size, FreshetSide side, Rates rates) {}

  private int measure(Path directory) throws IOException, InterruptedException {
    Process sampler = sampler(directory);
    List<Taker> takers = new ArrayList<>();
    try {
      for (ModelSize size : sizes) {
        TrainingShape shape = new TrainingShape(size, VOCABULARY, PAIRS, tokens, 0.1, threads);
        Path home = Files.createDirectory(directory.resolve(size.name()));
        FreshetSide side = WordModel.create(home, size, VOCABULARY).side(shape);
        takers.add(new Taker(size, side, Rates.none()));
      }
      Rates dealt = turns(new BlockTalk(directory), sampler, directory, takers);
      int failed = sampler.waitFor();
      return Math.max(failed, tell(dealt, takers));
    } finally {
      for (Taker taker : takers) {
        taker.side().close();
      }
      sampler.destroy();
    }
  }

  /** Takes turns, and returns the rows that the sampler dealt. */
  private Rates turns(BlockTalk talk, Process sampler, Path directory, List<Taker> takers)
      throws IOException {
    BlockTalk.Block filling = talk.awaitEnd(0, sampler::isAlive);
    out.printf(
        "filled in %.0f s with %d checkpoints; %,d MB on disk; load %s%n",
        filling.elapsed().seconds(),
        filling.checkpoints(),
        bytes(directory.toFile()) >> 20,
        Stand.load());
    Rates dealt = Rates.none();
    for (int i = 1; i <= blocks; i++) {
      talk.begin(i);
      BlockTalk.Block sampled = talk.awaitEnd(i, sampler::isAlive);
      dealt.add(ROWS_OF_AN_EXAMPLE * block, sampled.elapsed());
      out.printf(
          "block %d: %s dealt, %d checkpoints; load %s%n",
          i, dealt.last(), sampled.checkpoints(), Stand.load());
      for (Taker taker : takers) {
        // The first step after a pause warms the caches up.
        taker.side().run(1);
        int steps = taker.size() == ModelSize.TINY ? 8 : 1;
        taker.rates().add((long) PAIRS * steps, taker.side().run(steps));
        out.printf("  %s takes %s%n", taker.size(), taker.rates().last());
      }
    }
    talk.begin(blocks + 1);
    return dealt;
  }

  private int tell(Rates dealt, List<Taker> takers) {
    int worst = 0;
    for (Taker taker : takers) {
      String what =
          "rows dealt for one that a trainer of %d layers of %d takes, medians of %d blocks"
              .formatted(taker.size().layers(), taker.size().width(), blocks);
      double clock = median(dealt.clock()) / median(taker.rates().clock());
      double processors = median(dealt.processors()) / median(taker.rates().processors());
      for (Target target :
          List.of(
              Target.atLeast(what + ", by the clock", clock, AIM),
              Target.atLeast(what + ", by processor time", processors, AIM))) {
        out.println(target);
        worst = Math.max(worst, target.met() ? 0 : 1);
      }
    }
    out.printf(
        "medians: dealt %,.0f rows/s, %,.0f a second of a processor%n",
        median(dealt.clock()), median(dealt.processors()));
    return worst;
  }

  private static double median(List<Double> values) {
    return MedianInterval.of(values).median();
  }

  private Process sampler(Path directory) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heap + "m",
                "-Xmx" + heap + "m"));
    for (String opened : List.of("java.util", "java.lang", "java.time", "java.nio")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), SamplerLoad.class.getName()));
    command.addAll(List.of("--sampler-in", directory.toString(), "--heap", "" + heap));
    command.addAll(List.of("--times", "" + times, "--block", "" + block, "--blocks", "" + blocks));
    return new ProcessBuilder(command).inheritIO().start();
  }

  /** Bytes of all files below one, as far as they are still there. */
  private static long bytes(File file) {
    File[] files = file.listFiles();
    return files == null ? file.length() : Arrays.stream(files).mapToLong(SamplerLoad::bytes).sum();
  }
}
