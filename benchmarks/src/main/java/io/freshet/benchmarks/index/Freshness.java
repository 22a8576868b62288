/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.config.IndexingConfig;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.math3.stat.StatUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How many documents a second the indexing job takes, beside the encoder alone on the same texts in
 * the same process, and how long a document takes from its producer to a search that finds it, at
 * several shares of that rate and while a generation is built.
 */
@Command(
    name = "freshness",
    mixinStandardHelpOptions = true,
    description = "Measures the rate of the indexing job and the freshness of its index.")
public final class Freshness implements Callable<Integer> {
  private static final Duration SERVES_WITHIN = Duration.ofMinutes(5);
  private static final long ASK_MILLIS = 50;

  /** Of what a round writes, the first and the last share are not timed. */
  private static final double EDGE = 0.1;

  private final Random random = new Random(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--beir", required = true, split = ",", description = "BEIR folders.")
  private List<Path> beir = List.of();

  @Option(names = "--model", required = true, description = "Model folder that encodes.")
  private Path model = Path.of("");

  @Option(
      names = "--next",
      required = true,
      description = "Model folder of other weights, by which a generation is built meanwhile.")
  private Path next = Path.of("");

  @Option(names = "--work", required = true, description = "An empty directory.")
  private Path work = Path.of("");

  @Option(names = "--home", defaultValue = ".", description = "The built repository.")
  private Path home = Path.of("");

  @Option(names = "--documents", defaultValue = "4000", description = "Documents of a round.")
  private int documents;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds of encoder and job.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "60", description = "How long at each load.")
  private int seconds;

  @Option(
      names = "--loads",
      split = ",",
      defaultValue = "0.3,0.7,0.9",
      description = "Shares of the job's rate.")
  private List<Double> loads = List.of();

  @Option(names = "--threads", defaultValue = "1", description = "Threads of the encoder.")
  private int threads;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option of the configuration other than its default.")
  private Map<String, String> options = Map.of();

  private int ids;

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Freshness()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<String> texts = BeirTexts.documents(beir, documents);
    PrintWriter out = spec.commandLine().getOut();
    try (IndexingRun run = IndexingRun.start(home, work, model, threads, options)) {
      // Of a build that had nothing to read, nobody knows the pace: the next would be written to
      // from its beginning.
      texts.forEach(text -> run.produce("d" + ids++, "", text));
      run.promote(model, 1);
      run.startJob();
      ServingGeneration serving = run.awaitServing(1, SERVES_WITHIN);
      double rate = printRates(out, run, serving, texts);
      out.printf("%n%-34s %10s %8s %8s %8s%n", "load", "documents", "p50 s", "p99 s", "max s");
      for (double load : loads) {
        print(out, "%.0f %%".formatted(100 * load), freshness(run, serving, texts, load * rate));
      }
      run.promote(next, 2);
      awaitBuild(run);
      String whileBuilding = "%.0f %%, a generation is built";
      double load = loads.get(loads.size() / 2);
      print(out, whileBuilding.formatted(100 * load), freshness(run, serving, texts, load * rate));
      if (run.serving().map(now -> now.versionStep() == 2).orElse(false)) {
        out.println("the build ended before the measurement: more --rounds or --documents");
      }
    }
    return 0;
  }

  /** Until documents are written to the index of the second version. */
  private static void awaitBuild(IndexingRun run) throws Exception {
    while (true) {
      for (ServingGeneration generation : run.generations()) {
        if (generation.versionStep() == 2 && written(run, generation) > 0) {
          return;
        }
      }
      run.throwFailure();
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
    }
  }

  private double printRates(
      PrintWriter out, IndexingRun run, ServingGeneration serving, List<String> texts)
      throws Exception {
    List<Double> alone = new ArrayList<>();
    List<Double> job = new ArrayList<>();
    IndexingConfig indexing = run.config().indexing();
    ComputeOptions compute = run.config().model().compute(indexing.batchTokens());
    try (EmbeddingModel encoder = EmbeddingModel.load(model, compute)) {
      int batch = indexing.batchDocuments();
      encoderAlone(encoder, texts, batch);
      // Not counted: the node and the job compile what they do often.
      jobRate(run, serving, texts);
      for (int round = 0; round < rounds; round++) {
        alone.add(encoderAlone(encoder, texts, batch));
        job.add(jobRate(run, serving, texts));
      }
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ratios.add(job.get(round) / alone.get(round));
    }
    out.printf(
        Locale.ROOT,
        "%,d texts; documents/s, medians of %d rounds in turn: encoder alone %.0f, job %.0f,"
            + " ratio %.3f (%.3f to %.3f)%n",
        texts.size(),
        rounds,
        median(alone),
        median(job),
        median(ratios),
        ratios.stream().mapToDouble(r -> r).min().orElse(0),
        ratios.stream().mapToDouble(r -> r).max().orElse(0));
    out.flush();
    return median(job);
  }

  private static double median(List<Double> values) {
    return StatUtils.percentile(values.stream().mapToDouble(v -> v).toArray(), 50);
  }

  private static double encoderAlone(EmbeddingModel encoder, List<String> texts, int batch) {
    long start = System.nanoTime();
    for (int from = 0; from < texts.size(); from += batch) {
      List<String> some = texts.subList(from, Math.min(texts.size(), from + batch));
      float[][] unused = encoder.embed(some, TextRole.DOCUMENT);
    }
    return texts.size() / ((System.nanoTime() - start) / 1e9);
  }

  /** Documents a second in the middle of a round that is sent at once. */
  private double jobRate(IndexingRun run, ServingGeneration serving, List<String> texts)
      throws Exception {
    long before = written(run, serving);
    texts.forEach(text -> run.produce("d" + ids++, "", text));
    run.flush();
    long first = -1;
    long firstAt = 0;
    while (true) {
      long done = written(run, serving) - before;
      long now = System.nanoTime();
      if (first < 0 && done >= EDGE * texts.size()) {
        first = done;
        firstAt = now;
      } else if (first >= 0 && done >= (1 - EDGE) * texts.size()) {
        awaitAll(run, serving, before + texts.size());
        return (done - first) / ((now - firstAt) / 1e9);
      }
      run.throwFailure();
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
    }
  }

  private static void awaitAll(IndexingRun run, ServingGeneration serving, long count)
      throws Exception {
    while (written(run, serving) < count) {
      run.throwFailure();
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
    }
  }

  /** Documents that the index has taken since it was made. */
  private static long written(IndexingRun run, ServingGeneration serving) throws OpenSearchFailure {
    JsonNode stats =
        run.connection()
            .call("GET", "/" + serving.index() + "/_stats/indexing", Map.of())
            .orThrow("count what was written")
            .body();
    return stats.path("_all").path("primaries").path("indexing").path("index_total").asLong();
  }

  /** Documents that come at random at a mean rate, until every one of them is found. */
  private double[] freshness(
      IndexingRun run, ServingGeneration serving, List<String> texts, double perSecond)
      throws Exception {
    SearchableTimes times = new SearchableTimes(run.connection(), serving.index());
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> send(run, times, texts, perSecond));
    while (!sending.isDone() || times.missing() > 0) {
      times.ask();
      run.throwFailure();
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
    }
    sending.join();
    run.flush();
    return times.seconds();
  }

  private void send(IndexingRun run, SearchableTimes times, List<String> texts, double perSecond) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    // A Poisson process: what was late is made up for.
    for (double due = System.nanoTime();
        due < end;
        due += -Math.log(1 - random.nextDouble()) / perSecond * 1e9) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(1_000_000);
      }
      String id = "d" + ids++;
      times.sending(id);
      run.produce(id, "", texts.get(random.nextInt(texts.size())));
    }
  }

  private static void print(PrintWriter out, String name, double[] seconds) {
    out.printf(
        Locale.ROOT,
        "%-34s %,10d %8.2f %8.2f %8.2f%n",
        name,
        seconds.length,
        StatUtils.percentile(seconds, 50),
        StatUtils.percentile(seconds, 99),
        StatUtils.max(seconds));
    out.flush();
  }
}
