/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Says what a fall of nDCG@10 on the sample comes from. */
final class Diagnosis {
  /** Falls up to this are not spoken of. */
  static final double LEAST = 0.01;

  private static final Map<String, String> CAUSES = causes();

  private Diagnosis() {}

  private static Map<String, String> causes() {
    Map<String, String> causes = new LinkedHashMap<>();
    causes.put(LiveMetrics.LOSS_MODEL, "model");
    causes.put(LiveMetrics.LOSS_MISSING, "missing documents");
    causes.put(LiveMetrics.LOSS_GRAPH, "graph");
    return causes;
  }

  /**
   * Compares two windows: the cause whose loss grew most comes first. The empty string where the
   * sample did not fall, or by less than the 95 % interval of the difference.
   */
  static String of(MetricSums before, MetricSums now) {
    if (before.count(LiveMetrics.SAMPLE) < 2 || now.count(LiveMetrics.SAMPLE) < 2) {
      return "";
    }
    double fall = before.mean(LiveMetrics.SAMPLE) - now.mean(LiveMetrics.SAMPLE);
    if (fall <= Math.max(LEAST, uncertainty(before, now))) {
      return "";
    }
    Map<String, Double> growth = new LinkedHashMap<>();
    CAUSES.forEach((loss, cause) -> growth.put(cause, now.mean(loss) - before.mean(loss)));
    String first =
        growth.entrySet().stream()
            .max(Comparator.comparingDouble(Map.Entry::getValue))
            .map(Map.Entry::getKey)
            .orElse("");
    StringBuilder parts = new StringBuilder();
    growth.forEach(
        (cause, lost) ->
            parts
                .append(parts.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s %+.4f", cause, -lost)));
    return String.format(Locale.ROOT, "%s: nDCG@10 fell by %.4f (%s)", first, fall, parts);
  }

  /** What a fall may be by chance: Newcombe's interval of a difference, made of those of both. */
  private static double uncertainty(MetricSums before, MetricSums now) {
    double below = before.mean(LiveMetrics.SAMPLE) - before.interval(LiveMetrics.SAMPLE).low();
    double above = now.interval(LiveMetrics.SAMPLE).high() - now.mean(LiveMetrics.SAMPLE);
    return Math.hypot(below, above);
  }
}
