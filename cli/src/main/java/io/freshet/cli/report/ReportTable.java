/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a report.
 *
 * @param note what the numbers are, or the empty string
 * @param rows a cell a column: a text, a number, or the empty string for nothing
 * @param bars the column whose numbers are drawn as bars too, counted from 0
 */
public record ReportTable(
    String title,
    String note,
    List<String> columns,
    List<List<Object>> rows,
    Optional<Integer> bars) {
  private static final int BINS = 10;

  /** Keeps copies. */
  public ReportTable {
    columns = List.copyOf(columns);
    rows = rows.stream().<List<Object>>map(List::copyOf).toList();
  }

  /**
   * How many values lie in each tenth from 0 to 1; 1 lies in the last one.
   *
   * @param what a value is of, such as {@code queries}
   */
  public static ReportTable tenths(
      String title, String note, String what, Iterable<Double> values) {
    int[] counts = new int[BINS];
    for (double value : values) {
      counts[(int) Math.max(0, Math.min(BINS - 1, Math.floor(value * BINS)))]++;
    }
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      rows.add(List.of("%.1f to %.1f".formatted(i / 10.0, (i + 1) / 10.0), counts[i]));
    }
    return new ReportTable(title, note, List.of("Value", what), rows, Optional.of(1));
  }
}
