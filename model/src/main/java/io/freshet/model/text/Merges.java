/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The heart of learning a vocabulary: joins the most frequent pair of neighbouring pieces again and
 * again, keeping counts of pairs as it goes instead of counting anew. Ties go to the pair whose
 * pieces were made first. Single use, not thread-safe.
 */
final class Merges {
  /** A pair as it was counted; stale once the counts say otherwise. */
  private record Candidate(long pair, long count) {}

  private final List<String> pieces;
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<int[]> words;
  private final long[] wordCounts;
  private final Map<Long, long[]> pairCounts = new HashMap<>();
  private final Map<Long, IntList> pairWords = new HashMap<>();
  private final PriorityQueue<Candidate> queue =
      new PriorityQueue<>(
          (a, b) ->
              a.count() != b.count()
                  ? Long.compare(b.count(), a.count())
                  : Long.compare(a.pair(), b.pair()));

  /**
   * Starts from words cut into characters.
   *
   * @param pieces the pieces so far; grown by the merges
   * @param words ids of the pieces of each word; changed by the merges
   * @param wordCounts how often each word occurs
   */
  Merges(List<String> pieces, List<int[]> words, long[] wordCounts) {
    this.pieces = pieces;
    this.words = words;
    this.wordCounts = wordCounts;
    for (int i = 0; i < pieces.size(); i++) {
      ids.put(pieces.get(i), i);
    }
    for (int word = 0; word < words.size(); word++) {
      int[] parts = words.get(word);
      for (int i = 0; i + 1 < parts.length; i++) {
        add(pair(parts[i], parts[i + 1]), wordCounts[word], word);
      }
    }
    pairCounts.forEach((pair, count) -> queue.add(new Candidate(pair, count[0])));
  }

  /** Merges until there are as many pieces as wished, or no pair occurs twice. */
  void grow(int size) {
    while (pieces.size() < size) {
      Candidate best = queue.poll();
      if (best == null || best.count() < 2) {
        return;
      }
      long[] current = pairCounts.get(best.pair());
      if (current == null || current[0] <= 0) {
        continue;
      }
      if (current[0] != best.count()) {
        queue.add(new Candidate(best.pair(), current[0]));
        continue;
      }
      merge(best.pair());
    }
  }

  private void merge(long pair) {
    int left = (int) (pair >>> 32);
    int right = (int) pair;
    String joined = pieces.get(left) + pieces.get(right).substring(2);
    Integer known = ids.get(joined);
    int id = known == null ? pieces.size() : known;
    if (known == null) {
      ids.put(joined, id);
      pieces.add(joined);
    }
    IntList containing = pairWords.remove(pair);
    Map<Long, long[]> grown = new HashMap<>();
    if (containing != null) {
      for (int i = 0; i < containing.size; i++) {
        rewrite(containing.values[i], left, right, id, grown);
      }
    }
    pairCounts.remove(pair);
    for (long changed : grown.keySet()) {
      long[] count = pairCounts.get(changed);
      if (count != null && count[0] > 0) {
        queue.add(new Candidate(changed, count[0]));
      }
    }
  }

  private void rewrite(int word, int left, int right, int id, Map<Long, long[]> grown) {
    int[] parts = words.get(word);
    int[] merged = new int[parts.length];
    int size = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i + 1 < parts.length && parts[i] == left && parts[i + 1] == right) {
        merged[size++] = id;
        i++;
      } else {
        merged[size++] = parts[i];
      }
    }
    if (size == parts.length) {
      return;
    }
    long count = wordCounts[word];
    for (int i = 0; i + 1 < parts.length; i++) {
      long[] pairCount = pairCounts.get(pair(parts[i], parts[i + 1]));
      if (pairCount != null) {
        pairCount[0] -= count;
      }
    }
    for (int i = 0; i + 1 < size; i++) {
      long pair = pair(merged[i], merged[i + 1]);
      add(pair, count, word);
      if (merged[i] == id || merged[i + 1] == id) {
        grown.computeIfAbsent(pair, any -> new long[1]);
      }
    }
    words.set(word, Arrays.copyOf(merged, size));
  }

  private void add(long pair, long count, int word) {
    pairCounts.computeIfAbsent(pair, any -> new long[1])[0] += count;
    pairWords.computeIfAbsent(pair, any -> new IntList()).addUnlessLast(word);
  }

  private static long pair(int left, int right) {
    return ((long) left << 32) | right;
  }

  /** Returns the pieces, the merged ones after those given. */
  List<String> pieces() {
    return new ArrayList<>(pieces);
  }

  /** A growing list of word numbers; a number may stand in it more than once. */
  private static final class IntList {
    private int[] values = new int[4];
    private int size;

    void addUnlessLast(int value) {
      if (size > 0 && values[size - 1] == value) {
        return;
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }
}
