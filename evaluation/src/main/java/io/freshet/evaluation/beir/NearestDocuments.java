/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.metrics.Ties;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import io.freshet.model.search.CandidateSearch;
import io.freshet.model.search.Closeness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The best documents of many queries, of documents that come in blocks and are not held. A device
 * compares every query with every document and names those that may be among the best; these are
 * scored here, in an order of their own, so that the same vectors score the same wherever they
 * stand and ties are true ones. What is found does not depend on the device, nor on the blocks.
 *
 * <p>Memory is that of {@link CandidateSearch}, the queries' vectors, eight bytes for each kept
 * document of each query, and all ids. Not thread-safe.
 */
public final class NearestDocuments implements AutoCloseable {
  private final Similarity similarity;
  private final int depth;
  private final float[][] queries;
  private final List<String> ids = new ArrayList<>();
  private final TopDocuments[] best;
  private final CandidateSearch search;

  /**
   * Begins with no documents.
   *
   * @param options where to compare
   * @param queries [queries, width], at least one
   * @param depth documents kept a query
   * @param ties which documents of equal score are kept where not all can be
   * @param block how many documents come at once, about
   */
  public NearestDocuments(
      ComputeOptions options,
      Similarity similarity,
      float[][] queries,
      int depth,
      Ties ties,
      int block) {
    this.similarity = similarity;
    this.depth = depth;
    this.queries = compared(queries);
    this.best = new TopDocuments[queries.length];
    Arrays.setAll(best, query -> new TopDocuments(depth, ties, ids));
    this.search =
        new CandidateSearch(
            options,
            switch (similarity) {
              case COSINE, DOT -> Closeness.DOT;
              case EUCLIDEAN -> Closeness.EUCLIDEAN;
              case MANHATTAN -> Closeness.MANHATTAN;
            },
            this.queries,
            block);
  }

  private float[][] compared(float[][] vectors) {
    return similarity == Similarity.COSINE
        ? Arrays.stream(vectors).map(Similarity::normalized).toArray(float[][]::new)
        : vectors;
  }

  /**
   * Compares all queries with more documents.
   *
   * @param added their ids, at least one
   * @param vectors [documents, width]
   * @throws IllegalStateException if a score is not a number
   */
  public void add(List<String> added, float[][] vectors) {
    int first = ids.size();
    ids.addAll(added);
    float[][] documents = compared(vectors);
    float[] thresholds = new float[best.length];
    for (int query = 0; query < best.length; query++) {
      thresholds[query] = best[query].threshold();
    }
    search.search(
        documents,
        thresholds,
        depth,
        (firstQuery, starts, candidates) ->
            IntStream.range(0, starts.length - 1)
                .parallel()
                .forEach(
                    row -> {
                      float[] query = queries[firstQuery + row];
                      for (int i = starts[row]; i < starts[row + 1]; i++) {
                        float score = similarity.score(query, documents[candidates[i]]);
                        best[firstQuery + row].offer(first + candidates[i], score);
                      }
                    }));
  }

  /** Returns how many documents came. */
  public int size() {
    return ids.size();
  }

  /** Returns the best documents of a query, in no order. */
  public List<ScoredDocument> best(int query) {
    return best[query].documents();
  }

  /** Frees what lies on the device. */
  @Override
  public void close() {
    search.close();
  }
}
