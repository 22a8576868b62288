/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.forgetting;

import io.freshet.evaluation.comparison.PairedComparison;
import io.freshet.jobs.training.versions.VersionCard;
import io.freshet.model.ComputeOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains on streams one after the other in several ways, and prints what each reaches on every test
 * set beside the streams shuffled into one, and what a model knew at the end of each stream.
 */
@Command(
    name = "Forgetting",
    mixinStandardHelpOptions = true,
    description =
        "Compares ways to learn tasks one after the other. What is in the output already is not done again.")
public final class Forgetting implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      required = true,
      description = "Model, tasks in their order, and everything that the arms share.")
  private Path config = Path.of("");

  @Option(
      names = "--streams",
      required = true,
      description = "Directory with a file <task>.jsonl for each task.")
  private Path streams = Path.of("");

  @Option(names = "--beir", required = true, description = "A BEIR folder or a directory of such.")
  private Path beir = Path.of("");

  @Option(names = "--sts", description = "Graded pairs: a file, or a directory of such.")
  private Optional<Path> sts = Optional.empty();

  @Option(names = "--output", required = true, description = "Models and results are kept here.")
  private Path output = Path.of("");

  @Option(
      names = "--arms",
      split = ",",
      defaultValue = "JOINT,NONE,REPLAY,DEFAULT",
      description =
          "Of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); the first is what others are compared with.")
  private List<Arm> arms = List.of();

  @Option(names = "--seeds", split = ",", defaultValue = "1,2,3", description = "One run each.")
  private List<Long> seeds = List.of();

  @Option(names = "--threads", defaultValue = "0", description = "0 for one a processor.")
  private int threads;

  @Option(names = "--matrix", description = "Also score the versions at the end of each stream.")
  private boolean matrix;

  /** Runs the measurement. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Forgetting()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    String yaml = Files.readString(config, StandardCharsets.UTF_8);
    Map<Arm, Map<Long, Scores>> found = new EnumMap<>(Arm.class);
    for (long seed : seeds) {
      for (Arm arm : arms) {
        String name = arm.name().toLowerCase(Locale.ROOT);
        // the start is the same with every seed, and scored once
        String directory = arm.trains() ? name + "-" + seed : name;
        ArmRun run =
            new ArmRun(arm, seed, config.toString(), yaml, output.resolve(directory), matrix);
        if (!run.isTrained()) {
          out.printf("%s, seed %d: trains%n", arm.title(), seed);
          out.flush();
          run.train(streams);
        }
        Scores scores = score(run.model(), run.directory().resolve("results"));
        found.computeIfAbsent(arm, key -> new TreeMap<>()).put(seed, scores);
        printRun(out, run, scores);
        if (matrix) {
          printMatrix(out, run);
        }
      }
    }
    printTable(out, found);
    printDifferences(out, found);
    return 0;
  }

  private Scores score(Path model, Path results) throws Exception {
    return Scores.of(model, beir, sts, ComputeOptions.cpu(threads), results);
  }

  private static void printRun(PrintWriter out, ArmRun run, Scores scores) throws Exception {
    out.printf(Locale.ROOT, "%s, seed %d: ", run.arm().title(), run.seed());
    run.card()
        .ifPresent(
            card -> {
              long rows = card.facts().rows().values().stream().mapToLong(Long::longValue).sum();
              out.printf(Locale.ROOT, "%,d steps, %,d rows, ", card.step(), rows);
            });
    out.printf(Locale.ROOT, "mean %.4f%n", scores.mean());
  }

  private void printMatrix(PrintWriter out, ArmRun run) throws Exception {
    for (Path version : run.atStreamEnds()) {
      String name = String.valueOf(version.getFileName());
      Scores scores = score(version, run.directory().resolve("results-of-" + name));
      VersionCard card = VersionCard.read(version);
      out.printf("  after step %d (%s):", card.step(), card.facts().examples());
      scores.means().forEach((test, score) -> out.printf(Locale.ROOT, " %s %.3f", test, score));
      out.println();
    }
  }

  /** Means over the seeds, and intervals of the differences over queries of all seeds. */
  private void printTable(PrintWriter out, Map<Arm, Map<Long, Scores>> found) {
    Map<Long, Scores> first = found.getOrDefault(arms.get(0), Map.of());
    List<String> tests = List.copyOf(first.values().iterator().next().means().keySet());
    out.printf(
        "%n| | %s | mean | queries: difference from %s, 95 %% |%n",
        String.join(" | ", tests), arms.get(0).title());
    out.println("|---".repeat(tests.size() + 3) + "|");
    for (Arm arm : arms) {
      Map<Long, Scores> own = found.getOrDefault(arm, Map.of());
      out.printf("| %s |", arm.title());
      for (String test : tests) {
        out.printf(
            Locale.ROOT,
            " %.3f |",
            mean(own, scores -> scores.means().getOrDefault(test, Double.NaN)));
      }
      PairedComparison difference =
          PairedComparison.of(queries(first), queries(own), 0, PairedComparison.RESAMPLES, 1);
      out.printf(
          Locale.ROOT,
          " %.4f | %+.4f (%+.4f to %+.4f) |%n",
          mean(own, Scores::mean),
          difference.difference(),
          difference.low(),
          difference.high());
    }
  }

  /** Of each collection, over its queries, each the mean of its seeds. */
  private void printDifferences(PrintWriter out, Map<Arm, Map<Long, Scores>> found) {
    Map<String, Map<String, Double>> first = byTest(found.getOrDefault(arms.get(0), Map.of()));
    for (Arm arm : arms.subList(1, arms.size())) {
      Map<String, Map<String, Double>> own = byTest(found.getOrDefault(arm, Map.of()));
      first.forEach(
          (test, queries) -> {
            PairedComparison difference =
                PairedComparison.of(
                    queries, own.getOrDefault(test, Map.of()), 0, PairedComparison.RESAMPLES, 1);
            out.printf(
                Locale.ROOT,
                "%s, %s: %+.4f (%+.4f to %+.4f)%n",
                arm.title(),
                test,
                difference.difference(),
                difference.low(),
                difference.high());
          });
    }
  }

  private static Map<String, Map<String, Double>> byTest(Map<Long, Scores> of) {
    Map<String, Map<String, Double>> tests = new TreeMap<>();
    for (Scores scores : of.values()) {
      scores
          .queries()
          .forEach(
              (query, value) ->
                  tests
                      .computeIfAbsent(
                          query.substring(0, query.indexOf('/')), test -> new TreeMap<>())
                      .merge(query, value / of.size(), Double::sum));
    }
    return tests;
  }

  private static double mean(Map<Long, Scores> of, ToDoubleFunction<Scores> value) {
    return of.values().stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  /** A query is a query of one seed: seeds differ as well. */
  private static Map<String, Double> queries(Map<Long, Scores> of) {
    Map<String, Double> queries = new TreeMap<>();
    of.forEach(
        (seed, scores) ->
            scores.queries().forEach((query, value) -> queries.put(seed + "/" + query, value)));
    return queries;
  }
}
