/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.evaluation.metrics.RankOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * The scored documents of one query, ids as bytes in one array and found by a hash table with open
 * addressing: some 30 bytes a document beside its id. Not thread-safe.
 */
final class QueryAnswers {
  private static final int NONE = -1;
  private static final int UNJUDGED = -1;

  private final String query;
  private byte[] ids = new byte[256];
  private int[] ends = new int[16];
  private double[] scores = new double[16];
  private int size;
  // Row by hash; empty slots hold NONE. At most half full.
  private int[] table = emptyTable(32);

  QueryAnswers(String query) {
    this.query = query;
  }

  String query() {
    return query;
  }

  /** Adds a document; false if it is there already. */
  boolean add(byte[] bytes, int start, int end, double score) {
    if (find(bytes, start, end) != NONE) {
      return false;
    }
    int from = start(size);
    int to = from + end - start;
    if (to > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(to, ids.length * 2));
    }
    System.arraycopy(bytes, start, ids, from, end - start);
    if (size == scores.length) {
      scores = Arrays.copyOf(scores, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    ends[size] = to;
    scores[size] = score;
    insert(size);
    size++;
    if (size * 2 > table.length) {
      table = emptyTable(table.length * 2);
      for (int row = 0; row < size; row++) {
        insert(row);
      }
    }
    return true;
  }

  /**
   * The grades of the documents in ranked order, negative for unjudged ones.
   *
   * @param judgments grade by document id
   * @param withSelf whether a document of the query's own id counts
   */
  int[] rankedGrades(Map<String, Integer> judgments, RankOrder order, boolean withSelf) {
    int[] byRow = new int[size];
    Arrays.fill(byRow, UNJUDGED);
    judgments.forEach(
        (document, grade) -> {
          int row = find(document);
          if (row != NONE) {
            byRow[row] = grade;
          }
        });
    int self = withSelf ? NONE : find(query);
    int[] ranked = new int[self == NONE ? size : size - 1];
    int rank = 0;
    for (int row : order.rank(Arrays.copyOf(scores, size), this::compareIds)) {
      if (row != self) {
        ranked[rank++] = byRow[row];
      }
    }
    return ranked;
  }

  private int compareIds(int a, int b) {
    return Arrays.compareUnsigned(ids, start(a), ends[a], ids, start(b), ends[b]);
  }

  private int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  private int find(String document) {
    byte[] bytes = document.getBytes(UTF_8);
    return find(bytes, 0, bytes.length);
  }

  private int find(byte[] bytes, int start, int end) {
    int slot = hash(bytes, start, end) & (table.length - 1);
    while (table[slot] != NONE) {
      int row = table[slot];
      if (Arrays.equals(ids, start(row), ends[row], bytes, start, end)) {
        return row;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return NONE;
  }

  private void insert(int row) {
    int slot = hash(ids, start(row), ends[row]) & (table.length - 1);
    while (table[slot] != NONE) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = row;
  }

  private static int hash(byte[] bytes, int start, int end) {
    int hash = 1;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    // Ids often differ in the last digits only: spread those over all bits.
    hash *= 0x9e3779b9;
    return hash ^ (hash >>> 16);
  }

  private static int[] emptyTable(int slots) {
    int[] table = new int[slots];
    Arrays.fill(table, NONE);
    return table;
  }
}
