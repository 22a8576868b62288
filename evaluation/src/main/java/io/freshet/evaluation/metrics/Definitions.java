/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

/**
 * The points on which evaluation tools differ. {@code docs/metrics.md} says who takes which.
 *
 * @param order how documents are ranked
 * @param selfMatches whether a document whose id is the query's may count; otherwise it is taken
 *     out before ranks are given
 * @param relevanceLevel lowest grade of a relevant document, at least 1
 * @param gain worth of a grade in nDCG
 * @param cappedPrecision whether average precision within the first k is divided by the smaller of
 *     k and the number of relevant documents, and not by that number
 * @param averaging over which queries means are taken
 */
public record Definitions(
    RankOrder order,
    boolean selfMatches,
    int relevanceLevel,
    Gain gain,
    boolean cappedPrecision,
    Averaging averaging) {

  /** trec_eval 10 with {@code -c}: unanswered queries are zeros. What holds unless told. */
  public static final Definitions TREC_EVAL =
      new Definitions(RankOrder.TREC_EVAL, true, 1, Gain.LINEAR, false, Averaging.JUDGED);

  /** BEIR: documents with the query's id taken out, two denominators, single precision. */
  public static final Definitions BEIR =
      new Definitions(
          new RankOrder(ScorePrecision.FLOAT32, Ties.DESCENDING_ID),
          false,
          1,
          Gain.LINEAR,
          false,
          Averaging.BEIR);

  /** MTEB: as pytrec_eval. */
  public static final Definitions MTEB =
      new Definitions(
          new RankOrder(ScorePrecision.FLOAT32, Ties.DESCENDING_ID),
          true,
          1,
          Gain.LINEAR,
          false,
          Averaging.ANSWERED);

  /**
   * sentence-transformers' {@code InformationRetrievalEvaluator}: binary gains, average precision
   * over min(k, R), queries without a relevant document dropped, ties by ascending id.
   */
  public static final Definitions SENTENCE_TRANSFORMERS =
      new Definitions(
          new RankOrder(ScorePrecision.FLOAT64, Ties.ASCENDING_ID),
          true,
          1,
          Gain.BINARY,
          true,
          Averaging.RELEVANT);

  /** Checks the level. */
  public Definitions {
    if (relevanceLevel < 1) {
      throw new IllegalArgumentException(
          "the relevance level is " + relevanceLevel + ", must be at least 1");
    }
  }

  /** Returns these with another order. */
  public Definitions withOrder(RankOrder other) {
    return new Definitions(other, selfMatches, relevanceLevel, gain, cappedPrecision, averaging);
  }

  /** Returns these with self-matches counted or not. */
  public Definitions withSelfMatches(boolean counted) {
    return new Definitions(order, counted, relevanceLevel, gain, cappedPrecision, averaging);
  }

  /** Returns these with another lowest grade of a relevant document. */
  public Definitions withRelevanceLevel(int level) {
    return new Definitions(order, selfMatches, level, gain, cappedPrecision, averaging);
  }

  /** Returns these with another gain. */
  public Definitions withGain(Gain other) {
    return new Definitions(order, selfMatches, relevanceLevel, other, cappedPrecision, averaging);
  }

  /** Returns these with average precision within the first k divided otherwise. */
  public Definitions withCappedPrecision(boolean capped) {
    return new Definitions(order, selfMatches, relevanceLevel, gain, capped, averaging);
  }

  /** Returns these with means over other queries. */
  public Definitions withAveraging(Averaging other) {
    return new Definitions(order, selfMatches, relevanceLevel, gain, cappedPrecision, other);
  }
}
