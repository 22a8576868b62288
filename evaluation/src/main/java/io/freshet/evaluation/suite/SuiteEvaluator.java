/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.suite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirEvaluator.Evaluation;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.beir.ExactSearch;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.tasks.EvaluationTask;
import io.freshet.evaluation.tasks.InContextAccuracy;
import io.freshet.evaluation.tasks.TaskEncoder;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One model on collections and tasks, one at a time. Where a folder for results is given, what is
 * done is written there at once, and not done again.
 */
public final class SuiteEvaluator {
  private final TaskEncoder encoder;
  private final Similarity similarity;
  private final ComputeOptions compute;
  private final RankingMetrics metrics;
  private final int depth;
  private final String split;
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
    this.compute = compute;
    this.metrics = metrics;
    this.depth = depth;
    this.split = split;
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
    Path labels = dataset.folder().path().resolve("labels.tsv");
    String labelTask = dataset.name() + "-in-context";
    if (results.isPresent()) {
      Optional<ObjectNode> done = results.get().finished(dataset.name());
      Optional<ObjectNode> labelDone = results.get().finished(labelTask);
      if (done.isPresent() && (labelDone.isPresent() || !Files.exists(labels))) {
        return new DatasetResult(
            MetricResults.fromJson(done.get()),
            Map.of(),
            labelDone.stream().map(json -> TaskJson.read(labelTask, json)).toList());
      }
    }
    long start = System.nanoTime();
    Evaluation evaluation =
        new BeirEvaluator(metrics, depth)
            .evaluateSearch(
                new ExactSearch(
                    encoder::encode,
                    dataset.folder(),
                    similarity,
                    metrics.definitions().order().ties(),
                    compute,
                    progress),
                dataset.folder(),
                split);
    double seconds = (System.nanoTime() - start) / 1e9;
    List<TaskResult> tasks = new ArrayList<>();
    if (Files.exists(labels)) {
      MtebResult accuracy =
          InContextAccuracy.of(
              labelTask,
              split,
              evaluation.run().values(),
              InContextAccuracy.readLabels(labels),
              similarity,
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
