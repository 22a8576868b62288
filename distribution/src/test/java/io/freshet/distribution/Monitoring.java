/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of metrics in what an installation brings for monitoring. */
final class Monitoring {
  private static final Pattern NAME = Pattern.compile("\\bflink_[A-Za-z_]+");
  private static final Pattern OURS = Pattern.compile("_(freshet|opensearch)_");

  private Monitoring() {}

  /** Whether a metric is one of Freshet's own. */
  static boolean ours(String metric) {
    return OURS.matcher(metric).find();
  }

  /** Names in the table of docs/monitoring.md. */
  static Set<String> documented(Installation installation) throws IOException {
    return names(installation.home().resolve("docs/monitoring.md"));
  }

  /** Names in boards and alert rules. */
  static Set<String> used(Installation installation) throws IOException {
    Set<String> names = names(rules(installation));
    for (Path board : boards(installation)) {
      names.addAll(names(board));
    }
    return names;
  }

  static Path rules(Installation installation) {
    return installation.home().resolve("monitoring/prometheus/alerts.yml");
  }

  static List<Path> boards(Installation installation) throws IOException {
    try (Stream<Path> files =
        Files.list(installation.home().resolve("monitoring/grafana/dashboards"))) {
      return files.sorted().toList();
    }
  }

  static Set<String> names(Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(Files.readString(file));
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }
}
