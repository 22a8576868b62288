/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.jobs.evaluation.ask.GenerationSums;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fall is put down to the loss that grew most since the generation before. */
class DiagnosisTest {
  private static final Map<String, Double> NOTHING_LOST = query(1, 0, 0, 0);
  private static final Map<String, Double> MODEL_LOST = query(0, 1, 0, 0);
  private static final Map<String, Double> MISSING_LOST = query(0, 0, 1, 0);
  private static final Map<String, Double> GRAPH_LOST = query(0, 0, 0, 1);

  private static Map<String, Double> query(
      double sample, double model, double missing, double graph) {
    return Map.of(
        LiveMetrics.SAMPLE, sample,
        LiveMetrics.LOSS_MODEL, model,
        LiveMetrics.LOSS_MISSING, missing,
        LiveMetrics.LOSS_GRAPH, graph);
  }

  /** A window of twenty queries: nine in ten as given, the others found. */
  private static MetricSums window(Map<String, Double> losses) {
    MetricSums sums = MetricSums.empty();
    for (int i = 0; i < 20; i++) {
      sums = sums.plus("q" + i, i % 10 == 0 ? NOTHING_LOST : losses);
    }
    return sums;
  }

  @Test
  void diagnosisTellsADamagedGraphFromAWorseModelAndFromMissingDocuments() {
    MetricSums good = window(NOTHING_LOST);
    assertThat(Diagnosis.of(good, good)).isEmpty();
    assertThat(Diagnosis.of(good, window(GRAPH_LOST)))
        .isEqualTo(
            "graph: nDCG@10 fell by 0.9000 (model -0.0000, missing documents -0.0000, graph"
                + " -0.9000)");
    assertThat(Diagnosis.of(good, window(MODEL_LOST))).startsWith("model: nDCG@10 fell by 0.9000");
    assertThat(Diagnosis.of(good, window(MISSING_LOST)))
        .startsWith("missing documents: nDCG@10 fell by 0.9000");
    assertThat(Diagnosis.of(window(MODEL_LOST), good)).isEmpty();
  }

  @Test
  void referenceIsTheLastWindowOfTheGenerationBefore() {
    GenerationSums a1 = new GenerationSums("a", "va", MetricSums.empty(), DistinctQueries.none());
    GenerationSums a2 =
        new GenerationSums("a", "va", window(Map.of("sample", 1.0)), DistinctQueries.none());
    GenerationSums b = new GenerationSums("b", "vb", MetricSums.empty(), DistinctQueries.none());
    assertThat(Reference.first(a1).after(a2, true)).isEqualTo(new Reference(a1, a2));
    assertThat(Reference.first(a1).after(a2, false)).isEqualTo(new Reference(a1, a2));
    assertThat(Reference.first(a1).after(a2, true).after(b, true)).isEqualTo(new Reference(a2, b));
    assertThat(new Reference(a2, b).after(a1, false)).isEqualTo(new Reference(a2, b));
    assertThat(new Reference(a2, b).after(a1, true)).isEqualTo(new Reference(b, a1));
  }
}
