/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The scored answer to one query.
 *
 * @param queryId of the query
 * @param documents in any order; their scores rank them
 */
public record Ranking(String queryId, List<ScoredDocument> documents) {
  /**
   * Copies the documents.
   *
   * @throws IllegalArgumentException if a document is there twice
   */
  public Ranking {
    documents = List.copyOf(documents);
    Set<String> seen = new HashSet<>(documents.size() * 2);
    for (ScoredDocument document : documents) {
      if (!seen.add(document.id())) {
        throw new IllegalArgumentException(
            "document " + document.id() + " answers query " + queryId + " twice");
      }
    }
  }

  /** Returns the documents, best first in this order. */
  public List<ScoredDocument> ranked(RankOrder order) {
    return documents.stream().sorted(order.comparator()).toList();
  }

  /** Returns the documents' ids, best first in trec_eval's order. */
  public List<String> ids() {
    return ids(RankOrder.TREC_EVAL);
  }

  /** Returns the documents' ids, best first in this order. */
  public List<String> ids(RankOrder order) {
    return ranked(order).stream().map(ScoredDocument::id).toList();
  }
}
