/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.RankOrder;
import io.freshet.evaluation.metrics.ScoredDocument;
import java.util.List;
import java.util.PriorityQueue;

/** The best documents of one query so far: a heap whose head is the worst. Not thread-safe. */
final class TopDocuments {
  private final int limit;
  private final PriorityQueue<ScoredDocument> heap =
      new PriorityQueue<>(RankOrder.TREC_EVAL.comparator().reversed());
  private float threshold = Float.NEGATIVE_INFINITY;

  TopDocuments(int limit) {
    this.limit = limit;
  }

  void offer(String id, float score) {
    if (heap.size() < limit) {
      heap.add(new ScoredDocument(id, score));
      // Not "at least", so that what is not a number gets in and is refused.
    } else if (!(score < threshold)) {
      heap.add(new ScoredDocument(id, score));
      heap.poll();
    } else {
      return;
    }
    if (heap.size() == limit) {
      threshold = (float) heap.element().score();
    }
  }

  List<ScoredDocument> documents() {
    return List.copyOf(heap);
  }
}
