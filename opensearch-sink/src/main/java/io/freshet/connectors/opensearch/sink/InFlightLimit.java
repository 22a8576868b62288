/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

/**
 * How many bulk requests may be under way, learnt from how they are answered: one more after a
 * round of requests in which all places were taken and the node kept its speed, half as many when
 * it is overloaded, a tenth fewer when more at once only take longer. Not thread-safe; it knows no
 * clock.
 */
class InFlightLimit {

  private static final double KEPT_WHEN_OVERLOADED = 0.5;
  private static final double KEPT_WHEN_SLOWER = 0.9;

  /** How much longer a document may take than at the node's best before requests queue in it. */
  private static final double TOLERATED = 1.5;

  /** Rounds after which the best is looked for again, with fewer requests. */
  private static final int BEST_HOLDS = 50;

  private static final double KEPT_WHEN_DOUBTED = 0.5;

  /** What is added to the limit in a round, at most and at least. */
  private static final double LONGEST_STEP = 1;

  private static final double SHORTEST_STEP = 1.0 / 8;

  private final int maximum;
  private double limit = 1;

  /** Halved by each overload, doubled by each request more that the node could take. */
  private double step = LONGEST_STEP;

  private int underWay;

  /** Of the requests under way, those from before the limit last fell: they tell nothing of it. */
  private int older;

  private int answers;
  private long documents;
  private long nanos;
  private boolean filled;
  private int rounds;
  private double best = Double.POSITIVE_INFINITY;

  InFlightLimit(int maximum) {
    this.maximum = maximum;
  }

  /** Requests that may be under way, 1 at least. */
  int current() {
    return (int) limit;
  }

  final int underWay() {
    return underWay;
  }

  /** A request has been sent. */
  final void sent() {
    underWay++;
    filled |= underWay >= current();
  }

  /**
   * A request has been answered, or has failed.
   *
   * @param count documents in it, 1 at least
   * @param took nanoseconds from sending to the answer
   * @param overloaded whether the node had no room for it, or gave no answer
   */
  final void answered(int count, long took, boolean overloaded) {
    underWay--;
    if (older > 0) {
      older--;
    } else if (overloaded) {
      step = Math.max(SHORTEST_STEP, step / 2);
      fall(KEPT_WHEN_OVERLOADED);
    } else {
      answers++;
      documents += count;
      nanos += took;
      if (answers >= current()) {
        endRound();
      }
    }
  }

  private void fall(double kept) {
    limit = Math.max(1, limit * kept);
    older = underWay;
    beginRound();
  }

  /** Only where all places were taken does the limit decide anything, and can be judged. */
  private void endRound() {
    if (filled) {
      judge((double) nanos / documents);
    }
    beginRound();
  }

  private void judge(double nanosEach) {
    rounds++;
    best = Math.min(best, nanosEach);
    if (rounds % BEST_HOLDS == 0) {
      best = Double.POSITIVE_INFINITY;
      fall(KEPT_WHEN_DOUBTED);
    } else if (nanosEach > TOLERATED * best) {
      fall(KEPT_WHEN_SLOWER);
    } else {
      int former = current();
      limit = Math.min(maximum, limit + step);
      if (current() > former) {
        step = Math.min(LONGEST_STEP, step * 2);
      }
    }
  }

  private void beginRound() {
    answers = 0;
    documents = 0;
    nanos = 0;
    filled = underWay >= current();
  }
}
