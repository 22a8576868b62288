/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The answer to one query. Documents are brought into trec_eval's order, whatever order they came
 * in.
 *
 * @param queryId of the query
 * @param documents best first
 */
public record Ranking(String queryId, List<ScoredDocument> documents) {
  /**
   * Sorts the documents.
   *
   * @throws IllegalArgumentException if a document is there twice
   */
  public Ranking {
    documents = documents.stream().sorted(ScoredDocument.BEST_FIRST).toList();
    Set<String> seen = new HashSet<>();
    for (ScoredDocument document : documents) {
      if (!seen.add(document.id())) {
        throw new IllegalArgumentException(
            "document " + document.id() + " answers query " + queryId + " twice");
      }
    }
  }

  /** Returns the documents' ids, best first. */
  public List<String> ids() {
    return documents.stream().map(ScoredDocument::id).toList();
  }
}
