/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.jobs.indexing.encode.DeviceTurns;
import io.freshet.model.ComputeOptions;
import io.freshet.model.DeviceTurn;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.math3.stat.StatUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How long live documents wait for their vectors while another version encodes a collection beside
 * them, with the precedence that the indexing job gives them and without; encoders alone, without
 * Kafka, Flink and OpenSearch.
 */
@Command(
    name = "live-precedence",
    mixinStandardHelpOptions = true,
    description = "Measures the latency of live documents beside a build.")
public final class LivePrecedence implements Callable<Integer> {
  private static final double SECOND = 1e9;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--beir", required = true, split = ",", description = "BEIR folders.")
  private List<Path> beir = List.of();

  @Option(names = "--model", required = true, description = "Model folder of live documents.")
  private Path model = Path.of("");

  @Option(names = "--next", required = true, description = "Model folder of the build.")
  private Path next = Path.of("");

  @Option(names = "--documents", defaultValue = "1000", description = "Texts to draw from.")
  private int documents;

  @Option(names = "--seconds", defaultValue = "20", description = "How long each.")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds of all three, in turn.")
  private int rounds;

  @Option(
      names = "--load",
      defaultValue = "0.3",
      description = "Live documents, as a share of what the encoder does alone.")
  private double load;

  @Option(
      names = "--share",
      defaultValue = "0.1",
      description = "Share of the time that the build has at least: indexing.build-share.")
  private double share;

  @Option(names = "--batch", defaultValue = "64", description = "Documents of a batch at most.")
  private int batch;

  @Option(names = "--threads", defaultValue = "1", description = "Threads of each encoder.")
  private int threads;

  private final Random random = new Random(1);

  /** What live documents had beside them. */
  private enum Beside {
    NOTHING("no build"),
    WAITING_BUILD("a build, live documents first"),
    EQUAL_BUILD("a build, nobody first");

    private final String text;

    Beside(String text) {
      this.text = text;
    }
  }

  /** Seconds that each live document waited for its vector, and the build's documents a second. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Measured(double[] seconds, double build) {
    double percentile(int percent) {
      return StatUtils.percentile(seconds, percent);
    }
  }

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new LivePrecedence()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<String> texts = BeirTexts.documents(beir, documents);
    PrintWriter out = spec.commandLine().getOut();
    ComputeOptions compute = ComputeOptions.cpu(threads);
    try (EmbeddingModel live = EmbeddingModel.load(model, compute);
        EmbeddingModel build = EmbeddingModel.load(next, compute)) {
      double unused = alone(build, texts);
      double rate = alone(live, texts);
      out.printf(
          Locale.ROOT,
          "%,d texts, %.0f documents/s alone, live ones at %.0f/s; medians of %d rounds in turn%n",
          texts.size(),
          rate,
          load * rate,
          rounds);
      Map<Beside, List<Measured>> byKind = new EnumMap<>(Beside.class);
      for (int round = 0; round < rounds; round++) {
        for (Beside kind : Beside.values()) {
          byKind
              .computeIfAbsent(kind, none -> new ArrayList<>())
              .add(measure(live, build, kind, texts, load * rate));
        }
      }
      print(out, byKind);
    }
    return 0;
  }

  private double alone(EmbeddingModel encoder, List<String> texts) {
    long start = System.nanoTime();
    for (int from = 0; from < texts.size(); from += batch) {
      float[][] unused =
          encoder.embed(
              texts.subList(from, Math.min(texts.size(), from + batch)), TextRole.DOCUMENT);
    }
    return texts.size() / ((System.nanoTime() - start) / SECOND);
  }

  private Measured measure(
      EmbeddingModel live, EmbeddingModel build, Beside kind, List<String> texts, double perSecond)
      throws Exception {
    try (DeviceTurns turns = new DeviceTurns()) {
      AtomicBoolean ended = new AtomicBoolean();
      DeviceTurn turn = turns.build(kind == Beside.EQUAL_BUILD ? 1 : share);
      CompletableFuture<Long> built =
          kind == Beside.NOTHING
              ? CompletableFuture.completedFuture(0L)
              : CompletableFuture.supplyAsync(() -> build(build, texts, turn, ended));
      double[] waits = live(live, texts, turns.live(), perSecond);
      ended.set(true);
      return new Measured(waits, (double) built.get() / seconds);
    }
  }

  private long build(
      EmbeddingModel encoder, List<String> texts, DeviceTurn turn, AtomicBoolean ended) {
    long count = 0;
    for (int from = 0; !ended.get(); from = (from + batch) % texts.size()) {
      List<String> some = texts.subList(from, Math.min(texts.size(), from + batch));
      float[][] unused = encoder.embed(some, TextRole.DOCUMENT, turn);
      count += some.size();
    }
    return count;
  }

  /** Documents that come as a Poisson process, each encoded with those that have come by then. */
  private double[] live(
      EmbeddingModel encoder, List<String> texts, DeviceTurn turn, double perSecond) {
    List<Double> waits = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    double due = System.nanoTime();
    while (due < end) {
      List<Double> came = new ArrayList<>();
      List<String> some = new ArrayList<>();
      while (due <= System.nanoTime() && some.size() < batch) {
        came.add(due);
        some.add(texts.get(random.nextInt(texts.size())));
        due -= Math.log(1 - random.nextDouble()) / perSecond * SECOND;
      }
      if (some.isEmpty()) {
        LockSupport.parkNanos(100_000);
        continue;
      }
      float[][] unused = encoder.embed(some, TextRole.DOCUMENT, turn);
      long now = System.nanoTime();
      came.forEach(at -> waits.add((now - at) / SECOND));
    }
    return waits.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void print(PrintWriter out, Map<Beside, List<Measured>> byKind) {
    out.printf("%-32s %8s %8s %18s%n", "beside", "p50 ms", "p99 ms", "build documents/s");
    byKind.forEach(
        (kind, all) ->
            out.printf(
                Locale.ROOT,
                "%-32s %8.0f %8.0f %18.0f%n",
                kind.text,
                1000 * median(all.stream().mapToDouble(m -> m.percentile(50)).toArray()),
                1000 * median(all.stream().mapToDouble(m -> m.percentile(99)).toArray()),
                median(all.stream().mapToDouble(Measured::build).toArray())));
    out.flush();
  }

  private static double median(double[] values) {
    return StatUtils.percentile(values, 50);
  }
}
