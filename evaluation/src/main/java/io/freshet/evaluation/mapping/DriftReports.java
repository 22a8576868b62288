/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirEvaluator.Evaluation;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.beir.NearestDocuments;
import io.freshet.evaluation.mapping.DriftReport.Unmapped;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import io.freshet.model.mapping.DriftMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares versions on a collection by exact search of cosines. Immutable and thread-safe. */
public final class DriftReports {
  /** What a share is kept of, and what gains are of. */
  public static final String NDCG = "ndcg_cut_10";

  /** What is computed of every search. */
  public static final List<String> METRICS = List.of(NDCG, "mrr_cut_10", "recall_10");

  private static final int DEPTH = 10;

  private final BeirFolder folder;
  private final String split;
  private final ComputeOptions compute;
  private final int documents;
  private final long seed;

  /**
   * Reports on a collection.
   *
   * @param split which judgments
   * @param compute where vectors are compared
   * @param documents that maps are fitted on at most
   * @param seed of which these are, and of the intervals
   */
  public DriftReports(
      BeirFolder folder, String split, ComputeOptions compute, int documents, long seed) {
    this.folder = folder;
    this.split = split;
    this.compute = compute;
    this.documents = documents;
    this.seed = seed;
  }

  /**
   * Compares two versions.
   *
   * @param former as the version of the index encodes this collection
   * @param next as the new version does
   * @throws IOException where the judgments cannot be read
   * @throws IllegalArgumentException where no map can be fitted
   */
  public DriftReport compare(EncodedCollection former, EncodedCollection next) throws IOException {
    FitSample sample = FitSample.of(former.documentIds(), folder.judgments(split), documents, seed);
    FittedMaps maps =
        FittedMaps.of(sample.of(next.documents()), sample.of(former.documents()), seed);
    Evaluation whole = search(next, next.queries(), next.queryIds());
    SearchScore old = score(search(former, former.queries(), former.queryIds()), whole);
    List<MappedScore> mapped = new ArrayList<>();
    for (FittedMap map : maps.maps()) {
      SearchScore score =
          score(search(former, mapped(map.map(), next.queries()), next.queryIds()), whole);
      mapped.add(
          new MappedScore(
              map,
              score,
              Gain.of(old, score, seed),
              MapSpeed.microseconds(map.map(), next.queries())));
    }
    return new DriftReport(
        sample.size(),
        sample.relevant(),
        old,
        former.width() == next.width()
            ? Optional.of(unmapped(former, next, old, whole))
            : Optional.empty(),
        mapped,
        maps.maps().indexOf(maps.best()),
        score(whole, whole));
  }

  private Unmapped unmapped(
      EncodedCollection former, EncodedCollection next, SearchScore old, Evaluation whole)
      throws IOException {
    SearchScore score = score(search(former, next.queries(), next.queryIds()), whole);
    return new Unmapped(
        cosine(former.documents(), next.documents()),
        cosine(former.queries(), next.queries()),
        score,
        Gain.of(old, score, seed));
  }

  private static double cosine(float[][] a, float[][] b) {
    double sum = 0;
    for (int row = 0; row < a.length; row++) {
      sum += Similarity.DOT.of(a[row], b[row]);
    }
    return sum / a.length;
  }

  private static float[][] mapped(DriftMap map, float[][] vectors) {
    return Arrays.stream(vectors).map(map::apply).toArray(float[][]::new);
  }

  private Evaluation search(EncodedCollection index, float[][] queries, List<String> ids)
      throws IOException {
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < queries.length; i++) {
      vectors.put(ids.get(i), queries[i]);
    }
    RankingMetrics metrics = RankingMetrics.of(METRICS);
    return new BeirEvaluator(metrics, DEPTH)
        .evaluateSearch(
            (texts, depth) -> {
              List<String> asked = List.copyOf(texts.keySet());
              try (NearestDocuments nearest =
                  new NearestDocuments(
                      compute,
                      Similarity.COSINE,
                      asked.stream()
                          .map(id -> vectors.getOrDefault(id, new float[index.width()]))
                          .toArray(float[][]::new),
                      depth,
                      metrics.definitions().order().ties(),
                      index.documents().length)) {
                nearest.add(index.documentIds(), index.documents());
                Map<String, List<ScoredDocument>> answers = new LinkedHashMap<>();
                for (int i = 0; i < asked.size(); i++) {
                  answers.put(asked.get(i), nearest.best(i));
                }
                return answers;
              }
            },
            folder,
            split);
  }

  private static SearchScore score(Evaluation found, Evaluation whole) {
    double overlap = 0;
    for (Map.Entry<String, Ranking> each : whole.run().entrySet()) {
      List<String> expected = each.getValue().ids();
      List<String> ids = new ArrayList<>(expected);
      Ranking ranking = found.run().get(each.getKey());
      ids.retainAll(ranking == null ? List.of() : ranking.ids());
      overlap += expected.isEmpty() ? 0 : (double) ids.size() / expected.size();
    }
    return new SearchScore(found.metrics(), overlap / Math.max(1, whole.run().size()));
  }
}
