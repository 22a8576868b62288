/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.metrics.Ties;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The device's search in blocks finds what scoring and sorting everything in Java finds. */
class NearestDocumentsTest {
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void findsWhatSortingEverythingFindsTiesIncluded(Similarity similarity) {
    for (int trial = 0; trial < 24; trial++) {
      int width = 1 + random.nextInt(70);
      boolean whole = random.nextBoolean();
      float[][] queries = vectors(1 + random.nextInt(7), width, whole);
      float[][] documents = vectors(200 + random.nextInt(400), width, whole);
      repeatSome(documents);
      if (trial % 3 == 0) {
        ascending(documents, queries[0], similarity);
      }
      int depth = trial % 4 == 0 ? 1 : 1 + random.nextInt(120);
      Ties ties = random.nextBoolean() ? Ties.DESCENDING_ID : Ties.ASCENDING_ID;
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < documents.length; i++) {
        ids.add("d" + (i * 7919 % 10_007));
      }
      int block = 1 + random.nextInt(300);
      try (NearestDocuments nearest =
          new NearestDocuments(
              ComputeOptions.cpu(1), similarity, queries, depth, ties, 1 + random.nextInt(2000))) {
        for (int from = 0; from < documents.length; from += block) {
          int to = Math.min(documents.length, from + block);
          nearest.add(ids.subList(from, to), Arrays.copyOfRange(documents, from, to));
        }
        for (int query = 0; query < queries.length; query++) {
          assertThat(ranked(nearest.best(query), ties))
              .as("seed %d, trial %d, %s, width %d", seed, trial, similarity, width)
              .isEqualTo(
                  all(similarity, queries[query], ids, documents, ties)
                      .subList(0, Math.min(depth, documents.length)));
        }
      }
    }
  }

  /** By brute force. */
  private static List<ScoredDocument> all(
      Similarity similarity, float[] query, List<String> ids, float[][] documents, Ties ties) {
    List<ScoredDocument> scored = new ArrayList<>();
    boolean cosine = similarity == Similarity.COSINE;
    float[] asked = cosine ? Similarity.normalized(query) : query;
    for (int i = 0; i < documents.length; i++) {
      float[] document = cosine ? Similarity.normalized(documents[i]) : documents[i];
      scored.add(new ScoredDocument(ids.get(i), similarity.score(asked, document)));
    }
    return ranked(scored, ties);
  }

  private static List<ScoredDocument> ranked(List<ScoredDocument> documents, Ties ties) {
    Definitions definitions =
        ties == Ties.DESCENDING_ID ? Definitions.TREC_EVAL : Definitions.SENTENCE_TRANSFORMERS;
    return new Ranking("q", documents).ranked(definitions.order());
  }

  private float[][] vectors(int rows, int width, boolean whole) {
    float[][] vectors = new float[rows][width];
    float scale = (float) Math.pow(10, random.nextInt(-2, 3));
    for (float[] vector : vectors) {
      for (int i = 0; i < width; i++) {
        vector[i] = whole ? random.nextInt(3) - 1 : scale * (float) (random.nextDouble() - 0.5);
      }
    }
    return vectors;
  }

  /** A third of the documents say what another one says. */
  private void repeatSome(float[][] documents) {
    for (int i = 0; i < documents.length; i++) {
      if (random.nextInt(3) == 0) {
        documents[i] = documents[random.nextInt(documents.length)];
      }
    }
  }

  /** Each better than the ones before: what costs most. */
  private static void ascending(float[][] documents, float[] query, Similarity similarity) {
    Arrays.sort(documents, Comparator.comparingDouble(document -> similarity.of(query, document)));
  }
}
