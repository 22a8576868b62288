/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.DocumentChange.Upsert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Encodes the documents of an index anew, by the version that the index says it was built by, and
 * compares: a vector of another version, or of another text, is found wherever it came from.
 *
 * @param reader of the index
 * @param generation what the index says of itself, and where the vectors are
 * @param documents makes vectors as those were made
 */
public record IndexVerification(
    DocumentReader reader, ServingGeneration generation, PassageEncoder documents) {

  /**
   * Least cosine of a vector with what the version makes of the same text: half precision and other
   * company in a batch take less than a thousandth.
   */
  public static final double LEAST_COSINE = 0.998;

  private static final int PAGE = 100;

  /** A document whose vectors are not those of its text by the version. */
  public sealed interface Foreign {
    /** The document's id. */
    String id();

    /**
     * A vector points elsewhere.
     *
     * @param cosine the least of its vectors' cosines
     */
    record Elsewhere(String id, double cosine) implements Foreign {}

    /**
     * It has not as many vectors as its text makes, or longer ones.
     *
     * @param found vectors that it has
     */
    record OtherShape(String id, int found, int expected) implements Foreign {}
  }

  /**
   * What was compared.
   *
   * @param documents compared
   * @param tombstones left out, for they have no vector
   */
  public record Counts(long documents, long tombstones) {}

  /**
   * Compares every document of the refreshed index.
   *
   * @param foreign takes those that do not agree
   * @param progress is told the number of documents seen, now and then
   */
  public Counts run(Consumer<Foreign> foreign, LongConsumer progress) throws OpenSearchFailure {
    long[] seen = new long[2];
    reader.scan(
        generation.index(),
        generation.vectorField(),
        PAGE,
        page -> {
          List<StoredDocument> live = page.stream().filter(each -> !each.deleted()).toList();
          compare(live, foreign);
          seen[0] += live.size();
          seen[1] += page.size() - live.size();
          progress.accept(seen[0] + seen[1]);
        });
    return new Counts(seen[0], seen[1]);
  }

  private void compare(List<StoredDocument> stored, Consumer<Foreign> foreign) {
    List<List<String>> parts = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (StoredDocument document : stored) {
      List<String> own = parts(document);
      parts.add(own);
      texts.addAll(own);
    }
    float[][] expected = documents.encode(texts);
    int next = 0;
    for (int i = 0; i < stored.size(); i++) {
      int count = parts.get(i).size();
      compare(stored.get(i), expected, next, count).ifPresent(foreign);
      next += count;
    }
  }

  private List<String> parts(StoredDocument document) {
    return documents.parts(
        new Upsert(document.id(), 0, document.title(), document.text(), Map.of()),
        generation.shape().chunking());
  }

  private static Optional<Foreign> compare(
      StoredDocument document, float[][] expected, int first, int count) {
    float[][] found = document.vectors();
    if (found.length != count) {
      return Optional.of(new Foreign.OtherShape(document.id(), found.length, count));
    }
    double least = 1;
    for (int i = 0; i < count; i++) {
      if (found[i].length != expected[first + i].length) {
        return Optional.of(new Foreign.OtherShape(document.id(), found.length, count));
      }
      least = Math.min(least, cosine(found[i], expected[first + i]));
    }
    return least >= LEAST_COSINE
        ? Optional.empty()
        : Optional.of(new Foreign.Elsewhere(document.id(), least));
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    double lengths = Math.sqrt(squaresOfA * squaresOfB);
    return lengths == 0 ? 0 : dot / lengths;
  }
}
