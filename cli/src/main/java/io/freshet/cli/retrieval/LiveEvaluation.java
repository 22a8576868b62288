/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.options.FailedException;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.evaluation.suite.CollectionEvaluator;
import io.freshet.model.ComputeOptions;
import io.freshet.serving.QueryEncoder;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Scores the generation that serves, with its own version, as searches in service ask it.
 *
 * @param cache where versions are kept between calls
 * @param newestQueries whether a later version may encode queries
 * @param plans how to search, one after the other
 */
record LiveEvaluation(
    Evaluation evaluation,
    FreshetConfig config,
    Path cache,
    ComputeOptions compute,
    boolean newestQueries,
    List<SearchPlan> plans) {

  /**
   * Scores it in each way.
   *
   * @param done told of each as soon as it is scored
   * @throws FailedException where the topic of versions cannot be read
   */
  void evaluate(Consumer<EvaluationReport> done) throws IOException, FailedException {
    evaluation.suite().datasets().stream()
        .map(dataset -> dataset.folder().path().resolve("labels.tsv"))
        .filter(Files::exists)
        .forEach(
            path ->
                evaluation
                    .err()
                    .println("passed over, an index holds documents without labels: " + path));
    Optional<QueryProfile> profile = QueriesOfTask.of(evaluation.task(), config);
    try (ServingIndex serving = ServingIndex.open(config.serving(cache, compute))) {
      if (newestQueries) {
        LaterVersions.encodeQueries(serving, config);
      }
      evaluation.err().println(LaterVersions.answering(serving));
      QueryEncoder encoder = serving.encoder(profile);
      ServingGeneration asked = serving.generation(profile);
      for (SearchPlan plan : plans) {
        done.accept(evaluate(serving, encoder, asked, plan));
      }
    }
  }

  private EvaluationReport evaluate(
      ServingIndex serving, QueryEncoder encoder, ServingGeneration asked, SearchPlan plan)
      throws IOException {
    String mode = plan.mode().name().toLowerCase(Locale.ROOT);
    String name = plans.size() > 1 ? mode : "";
    Map<String, String> about = evaluation.about(serving.queryModel(), "index");
    about.putAll(encoder.about());
    about.putAll(plan.about());
    about.put("generation", asked.index());
    if (!asked.equals(serving.generation())) {
      about.put("vectors", asked.vectorField());
    }
    CollectionEvaluator evaluator =
        new CollectionEvaluator(
            (dataset, progress) ->
                new LiveSearch(serving.client(), asked, encoder::encode, plan, progress),
            Optional.empty(),
            evaluation.metrics(),
            evaluation.depth(),
            evaluation.split(),
            evaluation.results(about, name));
    return new EvaluationReport(
        name,
        about,
        evaluation.suite(),
        Evaluation.byCollection(
            evaluation.scored(
                mode + " queries",
                folder -> folder.judgments(evaluation.split()).size(),
                evaluator::evaluate)),
        List.of());
  }
}
