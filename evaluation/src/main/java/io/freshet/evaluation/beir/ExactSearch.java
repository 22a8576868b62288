/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.metrics.Ties;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.evaluation.vectors.VectorBlock;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Every query against every document of a collection. The corpus is read, encoded and compared in
 * blocks and never held: memory is the queries' vectors, eight bytes for each kept document, and
 * the documents' ids. Immutable; as thread-safe as the encoder.
 */
public final class ExactSearch implements DocumentSearch {
  /** Documents encoded together: enough to sort by length, little enough to hold. */
  private static final int ENCODED_AT_ONCE = 1024;

  /** Documents compared together: their vectors stay in a processor's cache. */
  private static final int COMPARED_AT_ONCE = 256;

  private final TextEncoder encoder;
  private final BeirFolder folder;
  private final Similarity similarity;
  private final Ties ties;
  private final LongConsumer progress;

  /**
   * A search.
   *
   * @param ties which documents of equal score are kept where not all can be
   * @param progress told how many documents are done, block by block
   */
  public ExactSearch(
      TextEncoder encoder,
      BeirFolder folder,
      Similarity similarity,
      Ties ties,
      LongConsumer progress) {
    this.encoder = encoder;
    this.folder = folder;
    this.similarity = similarity;
    this.ties = ties;
    this.progress = progress;
  }

  @Override
  public Map<String, List<ScoredDocument>> search(Map<String, String> queries, int depth)
      throws IOException {
    float[][] vectors = encodeQueries(List.copyOf(queries.values()));
    List<String> ids = new ArrayList<>();
    TopDocuments[] best = new TopDocuments[vectors.length];
    Arrays.setAll(best, query -> new TopDocuments(depth, ties, ids));
    folder.documents(
        ENCODED_AT_ONCE,
        documents -> {
          float[][] encoded =
              encoder.encode(
                  documents.stream().map(BeirDocument::content).toList(), TextRole.DOCUMENT);
          for (int from = 0; from < encoded.length; from += COMPARED_AT_ONCE) {
            int to = Math.min(encoded.length, from + COMPARED_AT_ONCE);
            int first = ids.size();
            documents.subList(from, to).forEach(document -> ids.add(document.id()));
            VectorBlock block = new VectorBlock(similarity, Arrays.copyOfRange(encoded, from, to));
            offer(block, first, vectors, best);
          }
          progress.accept(ids.size());
        });
    if (ids.isEmpty()) {
      throw new IOException(folder.path().resolve("corpus.jsonl") + ": there are no documents");
    }
    Map<String, List<ScoredDocument>> answers = new LinkedHashMap<>();
    int query = 0;
    for (String id : queries.keySet()) {
      answers.put(id, best[query].documents());
      query++;
    }
    return answers;
  }

  private float[][] encodeQueries(List<String> texts) {
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < vectors.length; from += ENCODED_AT_ONCE) {
      int to = Math.min(vectors.length, from + ENCODED_AT_ONCE);
      float[][] encoded = encoder.encode(texts.subList(from, to), TextRole.QUERY);
      for (int i = 0; i < encoded.length; i++) {
        vectors[from + i] =
            similarity == Similarity.COSINE ? Similarity.normalized(encoded[i]) : encoded[i];
      }
    }
    return vectors;
  }

  private static void offer(VectorBlock block, int first, float[][] queries, TopDocuments[] best) {
    IntStream.range(0, queries.length)
        .parallel()
        .forEach(
            query -> {
              float[] scores = new float[block.rows()];
              block.scores(queries[query], scores);
              for (int row = 0; row < scores.length; row++) {
                best[query].offer(first + row, scores[row]);
              }
            });
  }
}
