/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path directory;

  @Test
  void theNumbersHaveTheFieldsThatReadersRelyOn() throws IOException {
    RunSnapshot run = SampleRun.after(240);
    JsonNode report = report(run);

    assertThat(names(report))
        .containsExactly(
            "examples",
            "training",
            "versions",
            "generations",
            "windows",
            "bm25",
            "hybrid",
            "fusions",
            "deadLetters",
            "durationSeconds");
    assertThat(names(report.path("examples"))).containsExactly("consumed", "rejected", "byTask");
    assertThat(names(report.path("training")))
        .containsExactly("steps", "pairsPerSecond", "firstLoss", "lastLoss");
    assertThat(names(report.path("versions").get(0)))
        .containsExactly("step", "digest", "uri", "state");
    assertThat(names(report.path("generations").get(0)))
        .containsExactly("index", "version", "documents", "state", "servingSince");
    assertThat(names(report.path("windows").get(0)))
        .containsExactly(
            "task", "generation", "start", "end", "queries", "mrr", "recallAt10", "ndcgAt10");
    assertThat(names(report.path("bm25"))).containsExactly("mrr", "recallAt10", "ndcgAt10");

    assertThat(names(report.path("fusions").get(0)))
        .containsExactly("task", "method", "weight", "mrr", "recallAt10", "ndcgAt10");
    assertThat(names(report.path("hybrid"))).containsExactly("mrr", "recallAt10", "ndcgAt10");

    assertThat(report.path("bm25").path("mrr").asDouble()).isEqualTo(0.4312);
    assertThat(report.path("hybrid").path("mrr").asDouble()).isEqualTo(0.5120);
    assertThat(report.path("windows")).hasSize(run.windows().size());
    assertThat(report.path("generations")).hasSize(4);
    assertThat(report.path("versions")).hasSize(5);
    assertThat(report.path("deadLetters").asLong()).isEqualTo(run.deadLetters().total());
    assertThat(report.path("durationSeconds").asDouble()).isEqualTo(181.5);
    assertThat(report.path("training").path("firstLoss").asDouble())
        .isGreaterThan(report.path("training").path("lastLoss").asDouble());
  }

  @Test
  void aRunThatEndedAtOnceHasAReportToo() throws IOException {
    JsonNode report = report(SampleRun.nothing());

    assertThat(report.path("training").path("firstLoss").isNull()).isTrue();
    assertThat(report.path("bm25").path("mrr").isNull()).isTrue();
    assertThat(report.path("windows")).isEmpty();
  }

  @Test
  void thePageStandsAlone() throws IOException {
    report(SampleRun.after(100));
    String page = Files.readString(directory.resolve("report.html"));

    assertThat(page)
        .contains("\"ended\":true", "function lineChart(", "The MIT License")
        .doesNotContain("@state@", "src=\"", "url(", "@import");
  }

  private JsonNode report(RunSnapshot run) throws IOException {
    RunReport.write(directory, run, Duration.ofMillis(181_500));
    return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
