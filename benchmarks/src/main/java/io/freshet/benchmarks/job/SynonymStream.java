/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import io.freshet.benchmarks.speed.WordModel;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * A task that a small model learns within minutes and not by heart: every word of documents has
 * another name in queries, and a query names some words of its document. Every row is a new one;
 * held-out queries are of documents that were never trained on.
 *
 * @param words of documents
 * @param seed of the rows
 */
record SynonymStream(int words, long seed) {
  private static final int DOCUMENT_WORDS = 6;
  private static final int QUERY_WORDS = 3;
  private static final int TOKENS = 16;
  private static final long HELD_OUT = -1;

  /** Tokens of a vocabulary that has all words, special ones included. */
  int vocabulary() {
    return 2 * words + 5;
  }

  /** A step, the same whenever it is asked for. */
  TrainingStep step(long index, int rows) {
    Random random = new Random(seed * 1_000_003 + index);
    List<TrainingRow> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      List<Integer> document = document(random);
      all.add(
          new TrainingRow(
              "e" + i,
              query(document),
              "",
              text(document, word -> "w" + word),
              List.of(),
              Double.NaN,
              1,
              true));
    }
    return new TrainingStep(index, List.of(new SubBatch(WordModel.TASK, all)));
  }

  /**
   * Mean reciprocal rank, over all documents, of the documents of held-out queries.
   *
   * @param queries how many, each with a document
   */
  double held(EmbeddingModel model, int queries) {
    Random random = new Random(HELD_OUT);
    List<String> asked = new ArrayList<>();
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      List<Integer> document = document(random);
      asked.add(query(document));
      documents.add(text(document, word -> "w" + word));
    }
    float[][] q = model.embed(asked, TextRole.QUERY, "", TOKENS);
    float[][] d = model.embed(documents, TextRole.DOCUMENT, "", TOKENS);
    double sum = 0;
    for (int i = 0; i < queries; i++) {
      double own = cosine(q[i], d[i]);
      int rank = 1;
      for (int k = 0; k < queries; k++) {
        rank += k != i && cosine(q[i], d[k]) >= own ? 1 : 0;
      }
      sum += 1.0 / rank;
    }
    return sum / queries;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      ofA += (double) a[i] * a[i];
      ofB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(ofA * ofB);
  }

  private List<Integer> document(Random random) {
    return random.ints(0, words).distinct().limit(DOCUMENT_WORDS).boxed().toList();
  }

  private String query(List<Integer> document) {
    return text(document.subList(0, QUERY_WORDS), word -> "w" + (words + word));
  }

  private static String text(List<Integer> places, IntFunction<String> name) {
    return places.stream().map(name::apply).collect(Collectors.joining(" "));
  }
}
