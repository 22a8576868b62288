/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The documents of a sub-batch and which of them count for which query. Documents stand in one
 * order: the positives, row by row, then the negatives, row by row.
 *
 * <p>What is known to answer a query is never its negative, whichever row brought it: a text that
 * some row gives the query as a positive, drawn or not, and the positive of a row of the same
 * label. The negatives of a labelled row are known to be of another class than its own and no more,
 * so they count for no row of a third class.
 */
public final class Candidates {
  private final List<String> documents;
  private final List<Integer> owners;
  private final boolean[] excluded;
  private final int rows;

  private Candidates(List<String> documents, List<Integer> owners, boolean[] excluded, int rows) {
    this.documents = List.copyOf(documents);
    this.owners = List.copyOf(owners);
    this.excluded = excluded;
    this.rows = rows;
  }

  /**
   * One row.
   *
   * @param negatives possibly none
   * @param otherPositives that answer the query as well
   * @param label of the query and its positive, or the empty string
   */
  public record Row(
      String query,
      String positive,
      List<String> negatives,
      List<String> otherPositives,
      String label) {
    /** Copies the lists. */
    public Row {
      negatives = List.copyOf(negatives);
      otherPositives = List.copyOf(otherPositives);
    }
  }

  /**
   * What a query is contrasted with, besides its own positive.
   *
   * @param ownNegatives the negatives of its row
   * @param otherPositives the positives of the other rows
   * @param otherNegatives the negatives of the other rows
   */
  public record Reach(boolean ownNegatives, boolean otherPositives, boolean otherNegatives) {
    /** The own positive and nothing else. */
    public static final Reach NONE = new Reach(false, false, false);

    /** What a choice of negatives reaches. */
    public static Reach of(Negatives negatives) {
      return switch (negatives) {
        case OWN -> new Reach(true, false, false);
        case BATCH -> new Reach(true, true, false);
        case ALL -> new Reach(true, true, true);
      };
    }

    /** What either reaches. */
    public Reach or(Reach other) {
      return new Reach(
          ownNegatives || other.ownNegatives,
          otherPositives || other.otherPositives,
          otherNegatives || other.otherNegatives);
    }

    private boolean contains(boolean positive, boolean own) {
      return positive ? own || otherPositives : own ? ownNegatives : otherNegatives;
    }
  }

  /**
   * Lays out a sub-batch. Negatives that nobody reaches are left out.
   *
   * @throws IllegalArgumentException where there are no rows
   */
  public static Candidates of(List<Row> rows, Reach reach) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no rows make no sub-batch");
    }
    List<String> documents = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      documents.add(rows.get(row).positive());
      owners.add(row);
    }
    if (reach.ownNegatives() || reach.otherNegatives()) {
      for (int row = 0; row < rows.size(); row++) {
        for (String negative : rows.get(row).negatives()) {
          documents.add(negative);
          owners.add(row);
        }
      }
    }
    return new Candidates(documents, owners, excluded(rows, documents, owners, reach), rows.size());
  }

  private static boolean[] excluded(
      List<Row> rows, List<String> documents, List<Integer> owners, Reach reach) {
    Map<String, Set<String>> answers = new HashMap<>();
    for (Row row : rows) {
      Set<String> known = answers.computeIfAbsent(row.query(), q -> new HashSet<>());
      known.add(row.positive());
      known.addAll(row.otherPositives());
    }
    boolean[] excluded = new boolean[rows.size() * documents.size()];
    for (int row = 0; row < rows.size(); row++) {
      Set<String> known = answers.getOrDefault(rows.get(row).query(), Set.of());
      for (int column = 0; column < documents.size(); column++) {
        int owner = owners.get(column);
        boolean positive = column < rows.size();
        boolean counts =
            column == row
                || (reach.contains(positive, owner == row)
                    && !known.contains(documents.get(column))
                    && !unclear(rows.get(row), rows.get(owner), positive, owner == row));
        excluded[row * documents.size() + column] = !counts;
      }
    }
    return excluded;
  }

  /** Whether the labels leave it open, or rule out, that another row's document is a negative. */
  private static boolean unclear(Row row, Row owner, boolean positive, boolean own) {
    if (own || row.label().isEmpty() || owner.label().isEmpty()) {
      return false;
    }
    return positive == row.label().equals(owner.label());
  }

  /** The documents to encode, in order. */
  public List<String> documents() {
    return documents;
  }

  /** Which row brought each document. */
  public List<Integer> owners() {
    return owners;
  }

  /** Which documents do not count, row-major [rows, documents]. */
  public boolean[] excluded() {
    return excluded.clone();
  }

  /**
   * Each row's own documents, as places among all: its positive, then its negatives in order;
   * row-major [rows, keys], -1 where a row has fewer than another.
   */
  public long[] own() {
    List<List<Long>> own = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      own.add(new ArrayList<>());
    }
    for (int column = 0; column < owners.size(); column++) {
      own.get(owners.get(column)).add((long) column);
    }
    int keys = own.stream().mapToInt(List::size).max().orElseThrow();
    long[] result = new long[rows * keys];
    for (int row = 0; row < rows; row++) {
      for (int key = 0; key < keys; key++) {
        result[row * keys + key] = key < own.get(row).size() ? own.get(row).get(key) : -1;
      }
    }
    return result;
  }

  /** How many documents a row's positive is ranked among, itself included. */
  public int count(int row) {
    int count = 0;
    for (int column = 0; column < documents.size(); column++) {
      if (!excluded[row * documents.size() + column]) {
        count++;
      }
    }
    return count;
  }

  /** Queries of the sub-batch. */
  public int rows() {
    return rows;
  }
}
