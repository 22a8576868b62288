/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.metrics.MetricDefinition;
import io.freshet.connectors.metrics.SinkMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes the table of all metrics into {@code docs/monitoring.md}. */
public final class MetricsReference {
  private static final String BEGIN =
      "<!-- Made by MetricsReference; change the definitions in the code. -->\n";
  private static final String END = "<!-- End of the table. -->\n";

  private MetricsReference() {}

  /** Replaces the table in the page named by the only argument. */
  public static void main(String[] args) throws IOException {
    Path page = Path.of(args[0]);
    String text = Files.readString(page, UTF_8);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + " does not have the two comments that the table stands between");
    }
    Files.writeString(page, text.substring(0, begin) + table() + text.substring(end), UTF_8);
  }

  /** All definitions. */
  public static List<MetricDefinition> all() {
    return Stream.<MetricDefinition>concat(
            Stream.of(JobMetrics.values()), Stream.of(SinkMetrics.values()))
        .toList();
  }

  /** The table, with the comment that it begins with. */
  static String table() {
    StringBuilder table = new StringBuilder(BEGIN);
    table.append("| metric | kind | labels | what it says | in Prometheus |\n");
    table.append("|---|---|---|---|---|\n");
    for (MetricDefinition metric : all()) {
      MetricDefinition.Properties known = metric.properties();
      table.append(
          "| `%s.%s` | %s | %s | %s | `%s` |\n"
              .formatted(
                  known.group(),
                  known.metric(),
                  known.kind() == MetricDefinition.Kind.COUNTER ? "counter" : "gauge",
                  String.join(", ", known.labels()),
                  known.description(),
                  metric.prometheusName()));
    }
    return table.toString();
  }
}
