/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.suite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.beir.ExactSearch;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.tasks.EvaluationTask;
import io.freshet.evaluation.tasks.TaskEncoder;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One model on collections, by exact search, and on tasks, one at a time. Where a folder for
 * results is given, what is done is written there at once, and not done again.
 */
public final class SuiteEvaluator {
  private final TaskEncoder encoder;
  private final Similarity similarity;
  private final CollectionEvaluator collections;
  private final Optional<ResultFolder> results;

  /**
   * An evaluator.
   *
   * @param similarity the model's own
   * @param compute where vectors are compared
   * @param metrics of collections
   * @param depth documents kept a query
   * @param split which judgments of collections
   */
  public SuiteEvaluator(
      TaskEncoder encoder,
      Similarity similarity,
      ComputeOptions compute,
      RankingMetrics metrics,
      int depth,
      String split,
      Optional<ResultFolder> results) {
    this.encoder = encoder;
    this.similarity = similarity;
    this.collections =
        new CollectionEvaluator(
            (dataset, progress) ->
                new ExactSearch(
                    encoder::encode,
                    dataset.folder(),
                    similarity,
                    metrics.definitions().order().ties(),
                    compute,
                    progress),
            Optional.of(similarity),
            metrics,
            depth,
            split,
            results);
    this.results = results;
  }

  /**
   * A collection's result.
   *
   * @param run empty where it was done before
   * @param tasks what else the collection gives: in-context accuracy where it has labels
   */
  public record DatasetResult(
      MetricResults metrics, Map<String, Ranking> run, List<TaskResult> tasks) {}

  /**
   * A task's result.
   *
   * @param mainScore name of the score that stands for it
   * @param scores by name
   */
  public record TaskResult(String name, String mainScore, Map<String, Double> scores) {
    static TaskResult of(MtebResult result) {
      return new TaskResult(result.task(), result.mainScore(), result.scores());
    }
  }

  /**
   * Evaluates a collection.
   *
   * @param progress told how many documents are done
   */
  public DatasetResult evaluate(Dataset dataset, LongConsumer progress) throws IOException {
    return collections.evaluate(dataset, progress);
  }

  /** Evaluates a task. */
  public TaskResult evaluate(EvaluationTask task) throws IOException {
    if (results.isPresent()) {
      Optional<ObjectNode> done = results.get().finished(task.name());
      if (done.isPresent()) {
        return TaskJson.read(task.name(), done.get());
      }
    }
    MtebResult result = task.evaluate(encoder, similarity);
    if (results.isPresent()) {
      results.get().write(task.name(), TaskJson.of(result), result);
    }
    return TaskResult.of(result);
  }
}
