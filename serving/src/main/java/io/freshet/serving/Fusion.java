/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.SearchClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * How the answers of vectors and of words become one. Immutable.
 *
 * @param weight of the vectors, 0 to 1; the words have the rest
 */
public record Fusion(Method method, double weight) {

  /** Of reciprocal ranks: what Cormack, Clarke and Buettcher (2009) found to matter little. */
  private static final int RANK_CONSTANT = 60;

  /** What is added up. */
  public enum Method {
    /** The weight by 60 and the rank (Cormack et al. 2009): scores play no part. */
    RRF,
    /** Scores, each answer's brought to 0 for its worst document and 1 for its best. */
    SCORES
  }

  /** Checks the weight. */
  public Fusion {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("the weight of vectors is 0 to 1, not " + weight);
    }
  }

  /**
   * One answer of two, best first; of documents with equal sums the smaller id first. Scores are
   * the sums: they can be compared within one answer only.
   *
   * @param vectors best first, with scores as {@link SearchClient} gives them
   * @param words best first
   * @param count documents at most
   */
  public List<Hit> fuse(List<Hit> vectors, List<Hit> words, int count) {
    Map<String, Hit> documents = new LinkedHashMap<>();
    Map<String, Double> sums = new LinkedHashMap<>();
    // A dot product: the score itself bends below zero.
    add(
        vectors,
        weight,
        shares(vectors, i -> SearchClient.dotProduct(vectors.get(i).score())),
        documents,
        sums);
    add(words, 1 - weight, shares(words, i -> words.get(i).score()), documents, sums);
    List<Hit> fused = new ArrayList<>();
    documents.forEach((id, hit) -> fused.add(hit.scored(sums.getOrDefault(id, 0.0))));
    fused.sort(Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::id));
    return List.copyOf(fused.subList(0, Math.min(count, fused.size())));
  }

  private static void add(
      List<Hit> hits,
      double weight,
      IntToDoubleFunction share,
      Map<String, Hit> documents,
      Map<String, Double> sums) {
    for (int i = 0; i < hits.size(); i++) {
      documents.putIfAbsent(hits.get(i).id(), hits.get(i));
      sums.merge(hits.get(i).id(), weight * share.applyAsDouble(i), Double::sum);
    }
  }

  private IntToDoubleFunction shares(List<Hit> hits, IntToDoubleFunction score) {
    if (method == Method.RRF) {
      return i -> 1.0 / (RANK_CONSTANT + i + 1);
    }
    if (hits.isEmpty()) {
      return i -> 0;
    }
    double best = score.applyAsDouble(0);
    double worst = score.applyAsDouble(hits.size() - 1);
    // Where all are equal, all are the best.
    return best > worst ? i -> (score.applyAsDouble(i) - worst) / (best - worst) : i -> 1;
  }
}
