/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.terminal.Progress;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.suite.SuiteEvaluator.DatasetResult;
import io.freshet.evaluation.trec.RunFile;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * What is evaluated on, by what measures, and where the results go, whether a model folder is
 * scored or what serves.
 *
 * @param depth documents kept a query
 * @param split which judgments
 * @param task whose prompts are used
 * @param run where the run of the only collection is written
 * @param output below which results are kept
 * @param err where progress is told
 */
record Evaluation(
    BeirSuite suite,
    RankingMetrics metrics,
    int depth,
    String split,
    Optional<String> task,
    Optional<Path> run,
    Optional<Path> output,
    PrintWriter err) {

  /** How much is to be done for a collection. */
  @FunctionalInterface
  interface Amount {
    long of(BeirFolder folder) throws IOException;
  }

  /** Scores a collection and tells of progress. */
  @FunctionalInterface
  interface Scorer {
    DatasetResult evaluate(Dataset dataset, LongConsumer progress) throws IOException;
  }

  /**
   * Scores each collection.
   *
   * @param unit of the amount, for the progress
   * @return by the collection's name, without runs
   */
  Map<String, DatasetResult> scored(String unit, Amount amount, Scorer scorer) throws IOException {
    Map<String, DatasetResult> results = new LinkedHashMap<>();
    for (Dataset dataset : suite.datasets()) {
      try (Progress progress =
          Progress.of(err, unit + " of " + dataset.name(), amount.of(dataset.folder()))) {
        DatasetResult result = scorer.evaluate(dataset, progress::update);
        if (run.isPresent()) {
          RunFile.write(run.get(), result.run().values(), "freshet");
        }
        // Runs are large and are needed no more.
        results.put(dataset.name(), new DatasetResult(result.metrics(), Map.of(), result.tasks()));
      }
    }
    return results;
  }

  /** The measures of each collection, by its name. */
  static Map<String, MetricResults> byCollection(Map<String, DatasetResult> datasets) {
    Map<String, MetricResults> metrics = new LinkedHashMap<>();
    datasets.forEach((name, result) -> metrics.put(name, result.metrics()));
    return metrics;
  }

  /**
   * What results depend on.
   *
   * @param compared how vectors are compared
   */
  Map<String, String> about(EmbeddingModel loaded, String compared) {
    Map<String, String> about = new TreeMap<>();
    about.put("model", loaded.digest());
    about.put("precision", loaded.precision().name().toLowerCase(Locale.ROOT));
    about.put("split", split);
    about.put("depth", Integer.toString(depth));
    about.put("similarity", compared);
    about.put("prompts-of", task.orElse(""));
    about.put("measures", String.join(",", metrics.names()));
    about.put("definitions", metrics.definitions().toString());
    return about;
  }

  /**
   * The folder of results where they are kept.
   *
   * @param name of a folder of their own in it, or the empty string
   */
  Optional<ResultFolder> results(Map<String, String> about, String name) throws IOException {
    return output.isEmpty()
        ? Optional.empty()
        : Optional.of(new ResultFolder(output.get().resolve(name), about));
  }
}
