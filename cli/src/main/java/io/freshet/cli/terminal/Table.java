/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table of text, its columns as wide as their widest cell. Not thread-safe. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> head) {
    rows.add(head);
  }

  /** A table with the names of its columns. */
  public static Table of(String... head) {
    return new Table(List.of(head));
  }

  /** Adds a row with one cell a column. */
  public Table row(Object... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + rows.get(0).size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /** Prints the table with two spaces between the columns. */
  public void print(PrintWriter out) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }
}
