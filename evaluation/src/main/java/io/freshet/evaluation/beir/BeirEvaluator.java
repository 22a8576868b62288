/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluates a search on the judged queries of a test collection. Immutable and thread-safe. */
public final class BeirEvaluator {
  /** Longest cut-off that the usual metrics look at. */
  public static final int DEPTH = 1000;

  private final RankingMetrics metrics;
  private final int depth;

  /**
   * Creates an evaluator.
   *
   * @param metrics what to compute
   * @param depth documents kept a query
   */
  public BeirEvaluator(RankingMetrics metrics, int depth) {
    this.metrics = metrics;
    this.depth = depth;
  }

  /**
   * What an evaluation found.
   *
   * @param run ranking by query id
   * @param metrics values of every judged query that counts
   */
  public record Evaluation(Map<String, Ranking> run, MetricResults metrics) {}

  /**
   * Evaluates an encoder by exact search.
   *
   * @param compute where vectors are compared
   * @throws IOException if the collection cannot be read, or a judged query has no text
   */
  public Evaluation evaluate(
      TextEncoder encoder,
      BeirFolder folder,
      String split,
      Similarity similarity,
      ComputeOptions compute)
      throws IOException {
    return evaluateSearch(
        new ExactSearch(
            encoder, folder, similarity, metrics.definitions().order().ties(), compute, done -> {}),
        folder,
        split);
  }

  /**
   * Evaluates any search. Where documents with the query's own id do not count, one document more
   * is asked for.
   *
   * @throws IOException if the collection cannot be read, or a judged query has no text
   */
  public Evaluation evaluateSearch(DocumentSearch search, BeirFolder folder, String split)
      throws IOException {
    Map<String, Map<String, Integer>> judgments = folder.judgments(split);
    Definitions definitions = metrics.definitions();
    Map<String, List<ScoredDocument>> answers =
        search.search(
            judgedQueries(folder, judgments), definitions.selfMatches() ? depth : depth + 1);
    Map<String, Ranking> run = new LinkedHashMap<>();
    answers.forEach(
        (query, documents) -> {
          Ranking all = new Ranking(query, documents);
          run.put(
              query,
              new Ranking(
                  query,
                  all.ranked(definitions.order()).stream()
                      .filter(document -> definitions.selfMatches() || !document.id().equals(query))
                      .limit(depth)
                      .toList()));
        });
    return new Evaluation(Collections.unmodifiableMap(run), metrics.evaluate(run, judgments));
  }

  private static Map<String, String> judgedQueries(
      BeirFolder folder, Map<String, Map<String, Integer>> judgments) throws IOException {
    Map<String, String> texts = folder.queries();
    Map<String, String> judged = new LinkedHashMap<>();
    for (String id : judgments.keySet()) {
      String text = texts.get(id);
      if (text == null) {
        throw new FileNotFoundException(
            folder.path() + ": the judged query " + id + " is not in queries.jsonl");
      }
      judged.put(id, text);
    }
    return judged;
  }
}
