/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.options.WrongUseException;
import io.freshet.cli.terminal.Progress;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.suite.SuiteEvaluator;
import io.freshet.evaluation.suite.SuiteEvaluator.DatasetResult;
import io.freshet.evaluation.suite.SuiteEvaluator.TaskResult;
import io.freshet.evaluation.tasks.EvaluationTask;
import io.freshet.evaluation.tasks.ModelEncoder;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Scores a model folder by exact search, and on tasks of MTEB's kinds.
 *
 * @param similarity the folder's own where there is none
 */
record ModelEvaluation(
    Evaluation evaluation,
    Path folder,
    ComputeOptions compute,
    Optional<Similarity> similarity,
    List<EvaluationTask> tasks) {

  /**
   * Scores it.
   *
   * @throws WrongUseException where the folder has no prompt for the task
   */
  EvaluationReport evaluate() throws IOException {
    try (EmbeddingModel loaded = EmbeddingModel.load(folder, compute)) {
      checkPrompts(loaded);
      Similarity chosen = similarity.isPresent() ? similarity.get() : Similarity.ofModel(folder);
      Map<String, String> about = evaluation.about(loaded, chosen.name().toLowerCase(Locale.ROOT));
      SuiteEvaluator evaluator =
          new SuiteEvaluator(
              new ModelEncoder(loaded, evaluation.task()),
              chosen,
              compute,
              evaluation.metrics(),
              evaluation.depth(),
              evaluation.split(),
              evaluation.results(about, ""));
      Map<String, DatasetResult> collections =
          evaluation.scored("documents", BeirFolder::size, evaluator::evaluate);
      List<TaskResult> results = new ArrayList<>();
      collections.values().forEach(result -> results.addAll(result.tasks()));
      results.addAll(scored(evaluator));
      return new EvaluationReport(
          "", about, evaluation.suite(), Evaluation.byCollection(collections), results);
    }
  }

  private List<TaskResult> scored(SuiteEvaluator evaluator) throws IOException {
    List<TaskResult> results = new ArrayList<>();
    try (Progress progress = Progress.of(evaluation.err(), "tasks", tasks.size())) {
      for (EvaluationTask each : tasks) {
        results.add(evaluator.evaluate(each));
        progress.update(results.size());
      }
    }
    return results;
  }

  private void checkPrompts(EmbeddingModel loaded) {
    Optional<String> task = evaluation.task();
    if (task.isPresent()
        && List.of(task.get(), task.get() + "-query", task.get() + "-document").stream()
            .noneMatch(loaded.prompts()::containsKey)) {
      throw new WrongUseException(
          "%s holds no prompt for task %s; its prompts are %s"
              .formatted(folder, task.get(), new TreeSet<>(loaded.prompts().keySet())));
    }
  }
}
