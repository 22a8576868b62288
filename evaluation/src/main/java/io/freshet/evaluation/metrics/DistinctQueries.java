/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Arrays;
import java.util.Collection;

/**
 * Counts different queries, however often each is asked, and can be merged in any grouping. Kept
 * are the {@link #KEPT} smallest hashes of their ids, so what is kept does not grow with the number
 * of queries: below {@link #KEPT} the count is exact, from there on it is estimated from the
 * largest hash kept (Bar-Yossef et al., Counting Distinct Elements in a Data Stream, 2002; unbiased
 * by Beyer et al., SIGMOD 2007), with a standard error of 6 %. Immutable.
 */
public final class DistinctQueries {
  /** How many hashes are kept at most. */
  public static final int KEPT = 256;

  private static final DistinctQueries NONE = new DistinctQueries(new long[0]);

  /** Hashes are 63 bits, so that none is negative. */
  private static final double RANGE = 0x1p63;

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** [at most {@link #KEPT}], ascending, none twice. */
  private final long[] hashes;

  private DistinctQueries(long[] hashes) {
    this.hashes = hashes;
  }

  /** Returns the count of nothing. */
  public static DistinctQueries none() {
    return NONE;
  }

  /** Returns the count of queries given by their ids. */
  public static DistinctQueries of(Collection<String> queryIds) {
    return new DistinctQueries(
        queryIds.stream()
            .mapToLong(DistinctQueries::hash)
            .sorted()
            .distinct()
            .limit(KEPT)
            .toArray());
  }

  /**
   * Returns what {@link #hashes()} gave.
   *
   * @param hashes [at most {@link #KEPT}]; copied
   * @throws IllegalArgumentException where there are more, or they are not ascending from 0
   */
  public static DistinctQueries ofHashes(long[] hashes) {
    long before = -1;
    for (long hash : hashes) {
      if (hash <= before) {
        throw new IllegalArgumentException("hashes of queries ascend from 0, but not " + hash);
      }
      before = hash;
    }
    if (hashes.length > KEPT) {
      throw new IllegalArgumentException(
          "at most " + KEPT + " hashes of queries are kept, not " + hashes.length);
    }
    return new DistinctQueries(hashes.clone());
  }

  /** The 64-bit hash of Fowler, Noll and Vo (1a), its bits spread by MurmurHash3's finaliser. */
  private static long hash(String queryId) {
    long hash = FNV_BASIS;
    for (int i = 0; i < queryId.length(); i++) {
      hash = (hash ^ queryId.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (hash ^ (hash >>> 33)) >>> 1;
  }

  /** Returns this and the other together. */
  public DistinctQueries merge(DistinctQueries other) {
    if (hashes.length == 0) {
      return other;
    }
    if (other.hashes.length == 0) {
      return this;
    }
    long[] merged = new long[Math.min(KEPT, hashes.length + other.hashes.length)];
    int size = 0;
    int own = 0;
    int others = 0;
    while (size < merged.length && (own < hashes.length || others < other.hashes.length)) {
      long mine = own < hashes.length ? hashes[own] : Long.MAX_VALUE;
      long theirs = others < other.hashes.length ? other.hashes[others] : Long.MAX_VALUE;
      merged[size++] = Math.min(mine, theirs);
      own += mine <= theirs ? 1 : 0;
      others += theirs <= mine ? 1 : 0;
    }
    return new DistinctQueries(size < merged.length ? Arrays.copyOf(merged, size) : merged);
  }

  /** Returns how many different queries there are: exact below {@link #KEPT}. */
  public long count() {
    return hashes.length < KEPT
        ? hashes.length
        : Math.max(KEPT, Math.round((KEPT - 1) * (RANGE / (hashes[KEPT - 1] + 1.0))));
  }

  /** Returns a copy of what is kept, ascending: at most {@link #KEPT} hashes. */
  public long[] hashes() {
    return hashes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DistinctQueries that && Arrays.equals(hashes, that.hashes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return count() + " different queries";
  }
}
