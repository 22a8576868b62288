/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.evaluation.metrics.MetricResults;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Prints metrics as trec_eval does: name, query or {@code all}, value, apart by tabs. */
final class MetricsTable {
  private MetricsTable() {}

  static void print(PrintWriter out, MetricResults results, boolean perQuery) {
    if (perQuery) {
      results.perQuery().forEach((query, values) -> rows(out, query, values));
    }
    out.printf("%-16s\tall\t%d%n", "num_q", results.perQuery().size());
    rows(out, "all", results.means());
  }

  private static void rows(PrintWriter out, String query, Map<String, Double> values) {
    values.forEach(
        (name, value) -> out.printf(Locale.ROOT, "%-16s\t%s\t%.4f%n", name, query, value));
  }
}
