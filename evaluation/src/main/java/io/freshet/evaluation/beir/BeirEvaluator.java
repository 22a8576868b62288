/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates a model on a test collection by exact search: every judged query against every
 * document, by dot product. Documents are encoded in blocks, so memory does not grow with the
 * corpus. Immutable; as thread-safe as the encoder.
 */
public final class BeirEvaluator {
  /** Longest cut-off that the usual metrics look at. */
  public static final int DEPTH = 1000;

  private static final int BLOCK = 1024;

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
   * @param metrics values of every judged query
   */
  public record Evaluation(Map<String, Ranking> run, MetricResults metrics) {}

  /** Evaluates a model with its own prompts and largest length, on the usual metrics. */
  public static Evaluation evaluate(EmbeddingModel model, BeirFolder folder, String split)
      throws IOException {
    return new BeirEvaluator(RankingMetrics.usual(), DEPTH).evaluate(model::embed, folder, split);
  }

  /**
   * Evaluates an encoder on the queries of a split.
   *
   * @throws IOException if the collection cannot be read, or a judged query has no text
   */
  public Evaluation evaluate(TextEncoder encoder, BeirFolder folder, String split)
      throws IOException {
    Map<String, Map<String, Integer>> judgments = folder.judgments(split);
    Map<String, String> texts = folder.queries();
    List<String> ids = new ArrayList<>(judgments.keySet());
    List<String> queries = new ArrayList<>();
    List<TopDocuments> best = new ArrayList<>();
    for (String id : ids) {
      String text = texts.get(id);
      if (text == null) {
        throw new FileNotFoundException(
            folder.path() + ": the judged query " + id + " is not in queries.jsonl");
      }
      queries.add(text);
      best.add(new TopDocuments(depth));
    }
    float[][] queryVectors = encoder.encode(queries, TextRole.QUERY);
    folder.documents(
        BLOCK,
        block -> {
          float[][] vectors =
              encoder.encode(block.stream().map(BeirDocument::content).toList(), TextRole.DOCUMENT);
          for (int q = 0; q < queryVectors.length; q++) {
            TopDocuments top = best.get(q);
            for (int d = 0; d < vectors.length; d++) {
              top.offer(block.get(d).id(), dot(queryVectors[q], vectors[d]));
            }
          }
        });
    Map<String, Ranking> run = new LinkedHashMap<>();
    for (int q = 0; q < ids.size(); q++) {
      run.put(ids.get(q), new Ranking(ids.get(q), best.get(q).documents()));
    }
    return new Evaluation(Collections.unmodifiableMap(run), metrics.evaluate(run, judgments));
  }

  /** Four sums side by side, since one would make every addition wait for the one before. */
  private static float dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + s2 + s3;
  }
}
