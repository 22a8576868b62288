/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.beir.TextEncoder;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The documents and judged queries of a collection as one version encodes them, held in memory at
 * length 1: four bytes a number. Immutable by custom: nobody changes the vectors.
 */
public final class EncodedCollection {
  private static final int ENCODED_AT_ONCE = 1024;

  private final List<String> documentIds;
  private final float[][] documents;
  private final List<String> queryIds;
  private final float[][] queries;

  private EncodedCollection(
      List<String> documentIds, float[][] documents, List<String> queryIds, float[][] queries) {
    this.documentIds = List.copyOf(documentIds);
    this.documents = documents;
    this.queryIds = List.copyOf(queryIds);
    this.queries = queries;
  }

  /**
   * Encodes a collection.
   *
   * @param split whose judged queries are encoded
   * @param progress told how many documents are done
   * @throws IOException where the collection cannot be read, or holds no documents or no queries
   */
  public static EncodedCollection of(
      TextEncoder encoder, BeirFolder folder, String split, LongConsumer progress)
      throws IOException {
    List<String> queryIds = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Map<String, Map<String, Integer>> judgments = folder.judgments(split);
    folder
        .queries()
        .forEach(
            (id, text) -> {
              if (judgments.containsKey(id)) {
                queryIds.add(id);
                texts.add(text);
              }
            });
    List<float[]> queries = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += ENCODED_AT_ONCE) {
      List<String> part = texts.subList(from, Math.min(texts.size(), from + ENCODED_AT_ONCE));
      add(queries, encoder.encode(part, TextRole.QUERY));
    }
    List<String> documentIds = new ArrayList<>();
    List<float[]> documents = new ArrayList<>();
    folder.documents(
        ENCODED_AT_ONCE,
        block -> {
          block.forEach(document -> documentIds.add(document.id()));
          add(
              documents,
              encoder.encode(
                  block.stream().map(BeirDocument::content).toList(), TextRole.DOCUMENT));
          progress.accept(documents.size());
        });
    if (documents.isEmpty() || queries.isEmpty()) {
      throw new IOException(
          "%s: there are no %s"
              .formatted(folder.path(), documents.isEmpty() ? "documents" : "judged queries"));
    }
    return new EncodedCollection(
        documentIds, documents.toArray(float[][]::new), queryIds, queries.toArray(float[][]::new));
  }

  private static void add(List<float[]> vectors, float[][] more) {
    Arrays.stream(more).map(Similarity::normalized).forEach(vectors::add);
  }

  /** Numbers of a vector. */
  public int width() {
    return documents[0].length;
  }

  /** Ids of the documents, in the collection's order. */
  public List<String> documentIds() {
    return documentIds;
  }

  /** Ids of the judged queries. */
  public List<String> queryIds() {
    return queryIds;
  }

  /** Vectors of the documents, [documents, width]. */
  float[][] documents() {
    return documents;
  }

  /** Vectors of the queries, [queries, width]. */
  float[][] queries() {
    return queries;
  }
}
