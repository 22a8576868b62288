/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.suite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirEvaluator.Evaluation;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.suite.SuiteEvaluator.DatasetResult;
import io.freshet.evaluation.suite.SuiteEvaluator.TaskResult;
import io.freshet.evaluation.tasks.InContextAccuracy;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One search on collections, one at a time. Where a folder for results is given, what is done is
 * written there at once, and not done again.
 */
public final class CollectionEvaluator {
  private final CollectionSearch searches;
  private final Optional<Similarity> labelled;
  private final RankingMetrics metrics;
  private final int depth;
  private final String split;
  private final Optional<ResultFolder> results;

  /**
   * An evaluator.
   *
   * @param searches what answers the queries
   * @param labelled what scores are, for the in-context accuracy of collections with labels; where
   *     it is empty labels are not looked at
   * @param metrics what to compute
   * @param depth documents kept a query
   * @param split which judgments
   */
  public CollectionEvaluator(
      CollectionSearch searches,
      Optional<Similarity> labelled,
      RankingMetrics metrics,
      int depth,
      String split,
      Optional<ResultFolder> results) {
    this.searches = searches;
    this.labelled = labelled;
    this.metrics = metrics;
    this.depth = depth;
    this.split = split;
    this.results = results;
  }

  /**
   * Evaluates a collection.
   *
   * @param progress handed to the search
   */
  public DatasetResult evaluate(Dataset dataset, LongConsumer progress) throws IOException {
    Path labels = dataset.folder().path().resolve("labels.tsv");
    Optional<Similarity> similarity = Files.exists(labels) ? labelled : Optional.empty();
    String labelTask = dataset.name() + "-in-context";
    if (results.isPresent()) {
      Optional<ObjectNode> done = results.get().finished(dataset.name());
      Optional<ObjectNode> labelDone =
          similarity.isPresent() ? results.get().finished(labelTask) : Optional.empty();
      if (done.isPresent() && (labelDone.isPresent() || similarity.isEmpty())) {
        return new DatasetResult(
            MetricResults.fromJson(done.get()),
            Map.of(),
            labelDone.stream().map(json -> TaskJson.read(labelTask, json)).toList());
      }
    }
    long start = System.nanoTime();
    Evaluation evaluation =
        new BeirEvaluator(metrics, depth)
            .evaluateSearch(searches.over(dataset, progress), dataset.folder(), split);
    double seconds = (System.nanoTime() - start) / 1e9;
    List<TaskResult> tasks = new ArrayList<>();
    if (similarity.isPresent()) {
      MtebResult accuracy =
          InContextAccuracy.of(
              labelTask,
              split,
              evaluation.run().values(),
              InContextAccuracy.readLabels(labels),
              similarity.get(),
              seconds);
      tasks.add(TaskResult.of(accuracy));
      if (results.isPresent()) {
        results.get().write(labelTask, TaskJson.of(accuracy), accuracy);
      }
    }
    if (results.isPresent()) {
      Map<String, Double> means =
          MtebResult.retrievalMetrics()
              .evaluate(evaluation.run(), dataset.folder().judgments(split))
              .means();
      results
          .get()
          .write(
              dataset.name(),
              evaluation.run().values(),
              evaluation.metrics(),
              MtebResult.retrieval(dataset.name(), split, means, seconds));
    }
    return new DatasetResult(evaluation.metrics(), evaluation.run(), tasks);
  }
}
