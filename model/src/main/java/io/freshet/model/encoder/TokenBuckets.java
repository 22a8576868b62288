/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of token ids, grouped by length and padded group by group, so that little of the work goes
 * into padding.
 *
 * @param batches from the longest texts to the shortest
 * @param rows which input each row of the batches is, batch after batch
 */
public record TokenBuckets(List<TokenBatch> batches, List<Integer> rows) {
  public TokenBuckets {
    batches = List.copyOf(batches);
    rows = List.copyOf(rows);
  }

  /**
   * Groups rows into batches of at most a number of padded tokens each; a longer row goes alone.
   *
   * @param ids one array a text, none empty
   */
  public static TokenBuckets withinBudget(List<long[]> ids, int budget, long padId) {
    List<Integer> rows = byLength(ids);
    List<TokenBatch> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); ) {
      int length = ids.get(rows.get(from)).length;
      int to = Math.min(rows.size(), from + Math.max(1, budget / length));
      batches.add(batch(ids, rows.subList(from, to), padId));
      from = to;
    }
    return new TokenBuckets(batches, rows);
  }

  /**
   * Groups rows into the few batches that cost least, where a batch costs its padded tokens and a
   * fixed number of tokens for being one. The same rows are always grouped the same way.
   *
   * @param ids one array a text, none empty
   * @param budget padded tokens of a batch at most; a longer row goes alone
   */
  public static TokenBuckets cheapest(List<long[]> ids, int tokensABatch, int budget, long padId) {
    List<Integer> rows = byLength(ids);
    int n = rows.size();
    long[] cost = new long[n + 1];
    int[] next = new int[n + 1];
    for (int from = n - 1; from >= 0; from--) {
      int length = ids.get(rows.get(from)).length;
      cost[from] = Long.MAX_VALUE;
      int last = Math.min(n, from + Math.max(1, budget / length));
      for (int to = from + 1; to <= last; to++) {
        long all = tokensABatch + (long) length * (to - from) + cost[to];
        if (all <= cost[from]) {
          cost[from] = all;
          next[from] = to;
        }
      }
    }
    List<TokenBatch> batches = new ArrayList<>();
    for (int from = 0; from < n; from = next[from]) {
      batches.add(batch(ids, rows.subList(from, next[from]), padId));
    }
    return new TokenBuckets(batches, rows);
  }

  /** For each input, its row among the rows of all batches. */
  public long[] order() {
    long[] order = new long[rows.size()];
    for (int i = 0; i < order.length; i++) {
      order[rows.get(i)] = i;
    }
    return order;
  }

  /** Padded tokens of all batches. */
  public long tokens() {
    return batches.stream().mapToLong(batch -> (long) batch.rows() * batch.length()).sum();
  }

  private static List<Integer> byLength(List<long[]> ids) {
    return IntStream.range(0, ids.size())
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -ids.get(i).length))
        .toList();
  }

  private static TokenBatch batch(List<long[]> ids, List<Integer> rows, long padId) {
    return TextTokenizer.pad(rows.stream().map(ids::get).toList(), padId);
  }
}
