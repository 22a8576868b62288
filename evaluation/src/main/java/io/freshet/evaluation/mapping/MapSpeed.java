/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.model.mapping.DriftMap;

/** Measures what a map costs a query. Stateless. */
public final class MapSpeed {
  /** Enough for the JVM to compile what is measured. */
  private static final int WARM_UP = 20_000;

  private static final int ROUNDS = 40;
  private static final int A_ROUND = 500;

  private MapSpeed() {}

  /**
   * Returns the time that one query takes: the fastest of 40 rounds of 500 queries on this thread,
   * after a warm-up. A round is short, so that one at least is free of other work.
   *
   * @param queries that are mapped in turn, at least one
   */
  public static double microseconds(DriftMap map, float[][] queries) {
    double fastest = Double.POSITIVE_INFINITY;
    float sum = mapped(map, queries, WARM_UP);
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      sum += mapped(map, queries, A_ROUND);
      fastest = Math.min(fastest, (System.nanoTime() - start) / 1e3 / A_ROUND);
    }
    if (Float.isNaN(sum)) {
      // What comes out must matter, or the JVM need not compute it.
      throw new IllegalStateException("a mapped vector is not a number");
    }
    return fastest;
  }

  private static float mapped(DriftMap map, float[][] queries, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += map.apply(queries[i % queries.length])[0];
    }
    return sum;
  }
}
