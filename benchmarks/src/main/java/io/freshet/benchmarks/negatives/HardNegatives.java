/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.negatives;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.comparison.PairedComparison;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.jobs.training.versions.VersionCard;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains on the first half of shuffled streams, mines the second half with the version that comes
 * out, and goes on from that version with and without the mined examples.
 */
@Command(
    name = "HardNegatives",
    mixinStandardHelpOptions = true,
    description =
        "Measures what hard negatives gain on test queries. What is in the output already is not trained again.")
public final class HardNegatives implements Callable<Integer> {
  /** Seed of the order of all examples and of the training on the first half. */
  private static final long SPLIT_SEED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      required = true,
      description = "Start model, tasks, their shares below negatives, and all else.")
  private Path config = Path.of("");

  @Option(
      names = "--streams",
      required = true,
      description = "Directory with a file <task>.jsonl for each task.")
  private Path streams = Path.of("");

  @Option(
      names = "--beir",
      required = true,
      split = ",",
      description = "BEIR folders: test queries, and documents of the index.")
  private List<Path> beir = List.of();

  @Option(names = "--output", required = true, description = "Models are kept here.")
  private Path output = Path.of("");

  @Option(
      names = "--first-replay-ratio",
      defaultValue = "1",
      description = "sampling.replay-ratio of the first half (default: ${DEFAULT-VALUE}).")
  private double firstRatio;

  @Option(
      names = "--seeds",
      split = ",",
      defaultValue = "1,2,3",
      description = "Seeds of the trainings on the second half (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = List.of();

  @Option(names = "--threads", defaultValue = "0", description = "0 for one a processor.")
  private int threads;

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new HardNegatives()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    String yaml = Files.readString(config, UTF_8);
    Map<String, Path> folders = new TreeMap<>();
    beir.forEach(path -> folders.put(String.valueOf(path.getFileName()), path));
    List<Dataset> collections = new ArrayList<>();
    for (Path path : folders.values()) {
      collections.addAll(BeirSuite.open(path).datasets());
    }
    HeldOutQueries held = HeldOutQueries.of(folders);
    Map<GainArm, Map<Long, TestScores>> found = new EnumMap<>(GainArm.class);
    HalfTraining first = new HalfTraining(config.toString(), yaml, SPLIT_SEED);
    FreshetConfig shared = first.config(Map.of(), output);
    List<TrainingExample> examples =
        Streams.shuffled(streams, shared.tasks().keySet(), held, SPLIT_SEED);
    int half = examples.size() / 2;
    Path start =
        first.train(
            examples.subList(0, half),
            Map.of("sampling.replay-ratio", Double.toString(firstRatio)),
            output.resolve("half"));
    print("first half", score(start, collections));
    Corpus corpus = Corpus.of(collections, examples);
    List<TrainingExample> rest = examples.subList(half, examples.size());
    Map<String, TrainingExample> mined = mined(shared, start, corpus, rest);
    for (long seed : seeds) {
      for (GainArm arm : GainArm.values()) {
        Path model =
            new HalfTraining(config.toString(), yaml, seed)
                .train(
                    arm.stream(rest, mined, corpus, seed),
                    Map.of("model.path", start.toString()),
                    output.resolve(arm.name().toLowerCase(Locale.ROOT) + "-" + seed));
        TestScores scores = score(model, collections);
        found.computeIfAbsent(arm, key -> new TreeMap<>()).put(seed, scores);
        print("%s, seed %d, %d steps".formatted(arm, seed, VersionCard.read(model).step()), scores);
      }
    }
    printTable(collections, found);
    return 0;
  }

  private Map<String, TrainingExample> mined(
      FreshetConfig shared, Path start, Corpus corpus, List<TrainingExample> rest)
      throws IOException {
    Map<String, TrainingExample> mined;
    try (EmbeddingModel model = EmbeddingModel.load(start, ComputeOptions.cpu(threads))) {
      mined = new OfflineMiner(shared, corpus).mine(model, rest);
    }
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d of %,d examples mined among %,d documents, %.2f negatives each%n",
            mined.size(),
            rest.size(),
            corpus.passages().size(),
            mined.values().stream().mapToInt(each -> each.negatives().size()).average().orElse(0));
    return mined;
  }

  private TestScores score(Path model, List<Dataset> collections) throws IOException {
    return TestScores.of(model, collections, ComputeOptions.cpu(threads));
  }

  private void print(String what, TestScores scores) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s%n", what, scores.means());
    out.flush();
  }

  /** Means over the seeds, and intervals of the differences over queries of all seeds. */
  private void printTable(List<Dataset> collections, Map<GainArm, Map<Long, TestScores>> found) {
    PrintWriter out = spec.commandLine().getOut();
    Map<Long, TestScores> first = found.getOrDefault(GainArm.REPEATED, Map.of());
    out.println("\n| collection | measure | arm | mean | difference from REPEATED, 95 % |");
    out.println("|---|---|---|---|---|");
    for (Dataset collection : collections) {
      for (String measure : TestScores.MEASURES) {
        found.forEach(
            (arm, scores) -> {
              PairedComparison difference =
                  PairedComparison.of(
                      queries(first, collection.name(), measure),
                      queries(scores, collection.name(), measure),
                      0,
                      PairedComparison.RESAMPLES,
                      1);
              out.printf(
                  Locale.ROOT,
                  "| %s | %s | %s | %.4f | %+.4f (%+.4f to %+.4f) |%n",
                  collection.name(),
                  measure,
                  arm,
                  scores.values().stream()
                      .mapToDouble(each -> each.mean(collection.name(), measure))
                      .average()
                      .orElse(Double.NaN),
                  difference.difference(),
                  difference.low(),
                  difference.high());
            });
      }
    }
    out.flush();
  }

  /** A query is a query of one seed: seeds differ as well. */
  private static Map<String, Double> queries(
      Map<Long, TestScores> of, String collection, String measure) {
    Map<String, Double> queries = new HashMap<>();
    of.forEach(
        (seed, scores) ->
            scores
                .queries()
                .getOrDefault(measure, Map.of())
                .forEach(
                    (query, value) -> {
                      if (query.startsWith(collection + "/")) {
                        queries.put(seed + "/" + query, value);
                      }
                    }));
    return queries;
  }
}
