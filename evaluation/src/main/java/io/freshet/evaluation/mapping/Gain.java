/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.evaluation.comparison.PairedComparison;
import java.util.Map;

/**
 * What queries of the new version gain on the former index over those of the former version, which
 * are what is served otherwise.
 *
 * @param comparison of nDCG@10 over the same queries
 */
public record Gain(PairedComparison comparison) {

  /** What the probe queries say. */
  public enum Verdict {
    /** The interval of the gain lies above 0: to be used. */
    HELPS,
    /** It lies below 0. */
    HURTS,
    /** It holds 0: the queries are too few to tell, or there is no difference. */
    UNDECIDED
  }

  static Gain of(SearchScore former, SearchScore mapped, long seed) {
    return of(
        former.metrics().values(DriftReports.NDCG),
        mapped.metrics().values(DriftReports.NDCG),
        seed);
  }

  /**
   * By what both reached.
   *
   * @param former nDCG@10 by query
   * @param mapped the same, of the same queries
   */
  static Gain of(Map<String, Double> former, Map<String, Double> mapped, long seed) {
    return new Gain(PairedComparison.of(former, mapped, 0, PairedComparison.RESAMPLES, seed));
  }

  /** By the 95 % interval. */
  public Verdict verdict() {
    if (comparison.low() > 0) {
      return Verdict.HELPS;
    }
    return comparison.high() < 0 ? Verdict.HURTS : Verdict.UNDECIDED;
  }
}
