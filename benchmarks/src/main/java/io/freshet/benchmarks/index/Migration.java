/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.jobs.probes.ProbeSet;
import io.freshet.jobs.probes.ProbeSet.JudgedText;
import io.freshet.jobs.probes.ProbeSetFiles;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.commons.math3.stat.StatUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A collection moves from one model to another under continuous searches: what others do by hand
 * with two indices, a script and a night. Every answer is checked against the vectors of the
 * version that the generation claims, encoded beside the job.
 */
@Command(
    name = "migration",
    mixinStandardHelpOptions = true,
    description =
        "Moves a BEIR collection to another model under searches, and checks each answer.")
public final class Migration implements Callable<Integer> {
  private static final double MILLIS = 1e3;
  private static final int BLOCK = 256;
  private static final int PROBED_DOCUMENTS = 300;

  /** What a build is told to take and what it takes are both counted in checkpoints. */
  private static final String CHECKPOINTS = "5s";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--beir", required = true, description = "BEIR folder.")
  private Path beir = Path.of("");

  @Option(names = "--split", defaultValue = "test", description = "Of its judgments.")
  private String split = "";

  @Option(names = "--from", required = true, description = "Model folder that serves at first.")
  private Path from = Path.of("");

  @Option(names = "--to", required = true, description = "Model folder that serves in the end.")
  private Path to = Path.of("");

  @Option(names = "--work", required = true, description = "An empty directory.")
  private Path work = Path.of("");

  @Option(names = "--home", defaultValue = ".", description = "The built repository.")
  private Path home = Path.of("");

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds of all queries before the new model is promoted, and after it serves.")
  private int rounds;

  @Option(names = "--minutes", defaultValue = "60", description = "Limit of each build.")
  private int minutes;

  @Option(names = "--plot", description = "PNG file of nDCG@10 over time.")
  private Path plot = Path.of("");

  /** Runs the migration; 1 where an answer is of two versions or a query fails. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Migration()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    BeirFolder folder = BeirFolder.open(beir);
    List<BeirDocument> documents = new ArrayList<>();
    folder.documents(BLOCK, documents::addAll);
    Map<String, Map<String, Integer>> judgments = folder.judgments(split);
    Map<String, String> queries = new LinkedHashMap<>(folder.queries());
    queries.keySet().retainAll(judgments.keySet());
    out.printf("%,d documents, %,d queries%n", documents.size(), queries.size());
    Map<Long, VersionSpace> spaces =
        Map.of(1L, space(from, documents, queries), 2L, space(to, documents, queries));
    Path probes = work.resolve("probes");
    ProbeSetFiles.write(probes(documents, queries, judgments), probes.resolve(IndexingRun.TASK));
    try (IndexingRun run =
        IndexingRun.start(
            home,
            work,
            from,
            1,
            Map.of(
                "checkpoints.interval",
                CHECKPOINTS,
                "evaluation.probe-path",
                probes.toAbsolutePath().toString()))) {
      for (BeirDocument document : documents) {
        run.produce(document.id(), document.title(), document.text());
      }
      run.promoteScored(from, 1);
      run.startJob();
      ServingGeneration first = run.awaitServing(1, Duration.ofMinutes(minutes));
      Path cache = Files.createDirectories(work.resolve("versions"));
      try (ServedQuality quality =
          new ServedQuality(
              run.config().serving(cache, ComputeOptions.cpu(1)), queries, judgments, spaces)) {
        for (int round = 0; round < rounds; round++) {
          quality.round();
        }
        run.promoteScored(to, 2);
        double promoted = quality.seconds();
        long deadline = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        while (quality.round().index().equals(first.index())) {
          run.throwFailure();
          if (System.nanoTime() > deadline) {
            throw new IOException("the new version serves not within " + minutes + " minutes");
          }
        }
        for (int round = 0; round < rounds; round++) {
          quality.round();
        }
        print(out, quality, promoted);
        ToldBuilds.read(run.config().kafka())
            .time(2)
            .ifPresent(
                build ->
                    out.printf(
                        Locale.ROOT,
                        "told beforehand: %.0f s to read all documents; it took %.0f s%n",
                        build.told() / MILLIS,
                        build.took() / MILLIS));
        out.flush();
        if (!plot.toString().isEmpty()) {
          MigrationPlot.write(quality.rounds(), promoted, plot);
        }
        return quality.mixed() + quality.failures().size() == 0 ? 0 : 1;
      }
    }
  }

  /** The first documents, and the queries that any of them is relevant to. */
  private static ProbeSet probes(
      List<BeirDocument> documents,
      Map<String, String> queries,
      Map<String, Map<String, Integer>> judgments) {
    SortedMap<String, BeirDocument> corpus = new TreeMap<>();
    documents.stream().limit(PROBED_DOCUMENTS).forEach(each -> corpus.put(each.id(), each));
    SortedMap<String, JudgedText> judged = new TreeMap<>();
    queries.forEach(
        (id, text) -> {
          Map<String, Integer> grades = new HashMap<>(judgments.getOrDefault(id, Map.of()));
          grades.keySet().retainAll(corpus.keySet());
          if (!grades.isEmpty()) {
            judged.put(id, new JudgedText(text, grades));
          }
        });
    return new ProbeSet(judged, corpus, ProbeSet.Mark.NONE);
  }

  private static VersionSpace space(
      Path model, List<BeirDocument> documents, Map<String, String> queries) throws IOException {
    try (EmbeddingModel encoder = EmbeddingModel.load(model, ComputeOptions.cpu(0))) {
      Map<String, float[]> vectors = new LinkedHashMap<>();
      for (int first = 0; first < documents.size(); first += BLOCK) {
        List<BeirDocument> block =
            documents.subList(first, Math.min(documents.size(), first + BLOCK));
        float[][] encoded =
            encoder.embed(block.stream().map(BeirDocument::content).toList(), TextRole.DOCUMENT);
        for (int i = 0; i < encoded.length; i++) {
          vectors.put(block.get(i).id(), encoded[i]);
        }
      }
      List<String> ids = List.copyOf(queries.keySet());
      float[][] asked = encoder.embed(List.copyOf(queries.values()), TextRole.QUERY);
      Map<String, float[]> byQuery = new LinkedHashMap<>();
      for (int i = 0; i < asked.length; i++) {
        byQuery.put(ids.get(i), asked[i]);
      }
      return new VersionSpace(vectors, byQuery);
    }
  }

  private static void print(PrintWriter out, ServedQuality quality, double promoted) {
    List<ServedQuality.Round> rounds = quality.rounds();
    double swapped =
        rounds.stream()
            .filter(round -> round.step() == 2)
            .mapToDouble(ServedQuality.Round::seconds)
            .findFirst()
            .orElseThrow();
    out.printf(
        Locale.ROOT,
        "promoted after %.0f s, served by the new model from %.0f s on%n",
        promoted,
        swapped);
    print(out, "before", rounds.stream().filter(r -> r.seconds() <= promoted).toList());
    print(
        out,
        "while it is built",
        rounds.stream().filter(r -> r.seconds() > promoted && r.step() == 1).toList());
    print(out, "after", rounds.stream().filter(r -> r.step() == 2).toList());
    out.printf(
        Locale.ROOT,
        "%,d queries answered, %d failed, %d answers of another version than the generation's, scores of the others within %.4f%n",
        quality.answered(),
        quality.failures().size(),
        quality.mixed(),
        quality.largestDeviation());
    quality.failures().forEach(out::println);
    out.flush();
  }

  private static void print(PrintWriter out, String name, List<ServedQuality.Round> rounds) {
    if (rounds.isEmpty()) {
      return;
    }
    double[] millis =
        rounds.stream()
            .flatMap(round -> round.millis().stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    out.printf(
        Locale.ROOT,
        "%-18s nDCG@10 %.4f, %d rounds; a query p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
        name,
        rounds.stream().mapToDouble(ServedQuality.Round::ndcg).average().orElse(0),
        rounds.size(),
        StatUtils.percentile(millis, 50),
        StatUtils.percentile(millis, 99),
        StatUtils.max(millis));
  }
}
