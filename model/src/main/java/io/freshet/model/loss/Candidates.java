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
 * order: the positives, row by row, then the negatives, row by row. A document whose text is a
 * known positive of a query, because some row of the sub-batch pairs the two, is never its
 * negative, whichever row brought it.
 */
public final class Candidates {
  private final List<String> documents;
  private final boolean[] excluded;
  private final int rows;

  private Candidates(List<String> documents, boolean[] excluded, int rows) {
    this.documents = documents;
    this.excluded = excluded;
    this.rows = rows;
  }

  /**
   * What a query is contrasted with, besides its own positive.
   *
   * @param ownNegatives the negatives of its row
   * @param otherPositives the positives of the other rows
   * @param otherNegatives the negatives of the other rows
   */
  public record Reach(boolean ownNegatives, boolean otherPositives, boolean otherNegatives) {}

  /**
   * Lays out a sub-batch.
   *
   * @param negatives a list a row, possibly empty
   * @throws IllegalArgumentException where the lists differ in length or are empty
   */
  public static Candidates of(
      List<String> queries, List<String> positives, List<List<String>> negatives, Reach reach) {
    int rows = queries.size();
    if (rows == 0 || positives.size() != rows || negatives.size() != rows) {
      throw new IllegalArgumentException(
          "%d queries, %d positives and %d lists of negatives make no sub-batch"
              .formatted(rows, positives.size(), negatives.size()));
    }
    List<String> documents = new ArrayList<>(positives);
    List<Integer> owners = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      owners.add(row);
    }
    if (reach.ownNegatives() || reach.otherNegatives()) {
      for (int row = 0; row < rows; row++) {
        for (String negative : negatives.get(row)) {
          documents.add(negative);
          owners.add(row);
        }
      }
    }
    Map<String, Set<String>> known = new HashMap<>();
    for (int row = 0; row < rows; row++) {
      known.computeIfAbsent(queries.get(row), q -> new HashSet<>()).add(positives.get(row));
    }
    boolean[] excluded = new boolean[rows * documents.size()];
    for (int row = 0; row < rows; row++) {
      Set<String> positivesOfRow = known.getOrDefault(queries.get(row), Set.of());
      for (int column = 0; column < documents.size(); column++) {
        boolean own = owners.get(column) == row;
        boolean reached =
            column < rows
                ? own || reach.otherPositives()
                : own ? reach.ownNegatives() : reach.otherNegatives();
        boolean falseNegative = column != row && positivesOfRow.contains(documents.get(column));
        excluded[row * documents.size() + column] = !reached || falseNegative;
      }
    }
    return new Candidates(List.copyOf(documents), excluded, rows);
  }

  /** The documents to encode, in order. */
  public List<String> documents() {
    return documents;
  }

  /** Which documents do not count, row-major [rows, documents]. */
  public boolean[] excluded() {
    return excluded.clone();
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
