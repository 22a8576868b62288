/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.metrics.MetricDefinition;
import io.freshet.connectors.metrics.MetricDefinition.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricsReferenceTest {

  static Iterable<MetricDefinition> all() {
    return MetricsReference.all();
  }

  @Test
  void theTableInTheDocumentationIsCurrent() throws Exception {
    Path page = Path.of(System.getProperty("freshet.home"), "docs", "monitoring.md");
    assertThat(Files.readString(page)).contains(MetricsReference.table() + "<!-- End");
  }

  @Test
  void noTwoMetricsHaveOneName() {
    assertThat(MetricsReference.all())
        .extracting(MetricDefinition::prometheusName)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("all")
  void namesFollowFlinksConventions(MetricDefinition metric) {
    assertThat(metric.properties().metric()).matches("[a-z][a-zA-Z]*");
    if (metric.properties().kind() == Kind.COUNTER) {
      assertThat(metric.properties().metric()).startsWith("num");
    }
    assertThat(metric.properties().description()).isNotBlank().doesNotEndWith(".");
  }
}
