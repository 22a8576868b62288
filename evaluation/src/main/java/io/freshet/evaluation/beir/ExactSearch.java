/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.metrics.Ties;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Every query against every document of a collection. The corpus is read, encoded and compared in
 * blocks and never held; for what is, see {@link NearestDocuments}. Immutable; as thread-safe as
 * the encoder.
 */
public final class ExactSearch implements DocumentSearch {
  /** Documents encoded together: enough to sort by length, little enough to hold. */
  private static final int ENCODED_AT_ONCE = 1024;

  private final TextEncoder encoder;
  private final BeirFolder folder;
  private final Similarity similarity;
  private final Ties ties;
  private final ComputeOptions compute;
  private final LongConsumer progress;

  /**
   * A search.
   *
   * @param ties which documents of equal score are kept where not all can be
   * @param compute where vectors are compared
   * @param progress told how many documents are done, block by block
   */
  public ExactSearch(
      TextEncoder encoder,
      BeirFolder folder,
      Similarity similarity,
      Ties ties,
      ComputeOptions compute,
      LongConsumer progress) {
    this.encoder = encoder;
    this.folder = folder;
    this.similarity = similarity;
    this.ties = ties;
    this.compute = compute;
    this.progress = progress;
  }

  @Override
  public Map<String, List<ScoredDocument>> search(Map<String, String> queries, int depth)
      throws IOException {
    if (queries.isEmpty()) {
      return Map.of();
    }
    float[][] vectors = encodeQueries(List.copyOf(queries.values()));
    try (NearestDocuments nearest =
        new NearestDocuments(compute, similarity, vectors, depth, ties, ENCODED_AT_ONCE)) {
      folder.documents(
          ENCODED_AT_ONCE,
          documents -> {
            nearest.add(
                documents.stream().map(BeirDocument::id).toList(),
                encoder.encode(
                    documents.stream().map(BeirDocument::content).toList(), TextRole.DOCUMENT));
            progress.accept(nearest.size());
          });
      if (nearest.size() == 0) {
        throw new IOException(folder.path().resolve("corpus.jsonl") + ": there are no documents");
      }
      Map<String, List<ScoredDocument>> answers = new LinkedHashMap<>();
      int query = 0;
      for (String id : queries.keySet()) {
        answers.put(id, nearest.best(query));
        query++;
      }
      return answers;
    }
  }

  private float[][] encodeQueries(List<String> texts) {
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < vectors.length; from += ENCODED_AT_ONCE) {
      int to = Math.min(vectors.length, from + ENCODED_AT_ONCE);
      float[][] encoded = encoder.encode(texts.subList(from, to), TextRole.QUERY);
      System.arraycopy(encoded, 0, vectors, from, encoded.length);
    }
    return vectors;
  }
}
