/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.simulation;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How the values of one ranking metric lie over the queries of a task: all in {@code [0, 1]}, many
 * of them 0 and many 1.
 */
public enum QueryValues {
  /** nDCG@10 with one relevant document: 0 or {@code 1 / log2(1 + rank)}. */
  NDCG_ONE_RELEVANT {
    @Override
    double ofRank(int rank) {
      return Math.log(2) / Math.log(1.0 + rank);
    }
  },
  /** MRR@10: 0 or {@code 1 / rank}. */
  RECIPROCAL_RANK {
    @Override
    double ofRank(int rank) {
      return 1.0 / rank;
    }
  },
  /** nDCG@10 with several relevant documents: 0, 1, or in between with its peak in the middle. */
  NDCG_SEVERAL_RELEVANT {
    @Override
    double ofRank(int rank) {
      throw new UnsupportedOperationException("drawn without ranks");
    }

    @Override
    double draw(SplittableRandom random) {
      double kind = random.nextDouble();
      if (kind < NOTHING) {
        return 0;
      }
      return kind < NOTHING + PERFECT ? 1 : (random.nextDouble() + random.nextDouble()) / 2;
    }

    @Override
    double mean() {
      return PERFECT + (1 - NOTHING - PERFECT) / 2;
    }
  };

  private static final double NOTHING = 0.15;
  private static final double PERFECT = 0.1;
  private static final int DEPTH = 10;

  /** Share of queries with the relevant document first; of those not found at all. */
  private static final double FIRST = 0.4;

  private static final double NOT_FOUND = 0.3;

  private static final double[] SHARES = shares();

  /** The value of a query whose relevant document stands at a rank from 1. */
  abstract double ofRank(int rank);

  /** One query's value. */
  double draw(SplittableRandom random) {
    double place = random.nextDouble();
    for (int rank = 1; rank <= DEPTH; rank++) {
      place -= SHARES[rank - 1];
      if (place < 0) {
        return ofRank(rank);
      }
    }
    return 0;
  }

  /** The mean over all queries there could be. */
  double mean() {
    return IntStream.rangeClosed(1, DEPTH)
        .mapToDouble(rank -> SHARES[rank - 1] * ofRank(rank))
        .sum();
  }

  /** Share of the queries whose document stands at rank 1, 2, ..: those after the first fall. */
  private static double[] shares() {
    double rest = IntStream.rangeClosed(2, DEPTH).mapToDouble(rank -> 1.0 / rank).sum();
    return IntStream.rangeClosed(1, DEPTH)
        .mapToDouble(rank -> rank == 1 ? FIRST : (1 - FIRST - NOT_FOUND) / rank / rest)
        .toArray();
  }
}
