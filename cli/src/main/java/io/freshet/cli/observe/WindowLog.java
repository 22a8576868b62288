/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The live windows, each in its last correction. Guarded by its owner. */
final class WindowLog {
  private record Key(String task, String generation, long start, long end) {}

  private final Map<Key, RunSnapshot.Window> windows = new HashMap<>();

  void accept(LiveWindow window) {
    windows.put(
        new Key(window.task(), window.generation(), window.windowStart(), window.windowEnd()),
        new RunSnapshot.Window(
            window.task(),
            window.generation(),
            window.version(),
            window.windowStart(),
            window.windowEnd(),
            window.queries(),
            value(window, "mrr"),
            value(window, "recall_10"),
            value(window, "ndcg_cut_10")));
  }

  List<RunSnapshot.Window> snapshot() {
    return windows.values().stream()
        .sorted(
            Comparator.comparingLong(RunSnapshot.Window::end)
                .thenComparing(RunSnapshot.Window::task)
                .thenComparing(RunSnapshot.Window::generation))
        .toList();
  }

  // A window without queries has no mean; zero stands beside its count of zero.
  private static double value(LiveWindow window, String name) {
    MetricRecord.Value value = window.values().get(name);
    return value == null || !Double.isFinite(value.value()) ? 0 : value.value();
  }
}
