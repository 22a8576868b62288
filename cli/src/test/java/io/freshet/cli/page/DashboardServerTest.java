/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.observe.SampleRun;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class DashboardServerTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void thePageAsksForNothingFromElsewhere() throws Exception {
    try (DashboardServer server = DashboardServer.start(0, SampleRun::nothing)) {
      HttpResponse<String> page = get(server.address());

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(page.body())
          .startsWith("<!doctype html>")
          .contains("lineChart(", "--paper")
          .doesNotContain("@style@", "@script@", "@state@", "src=\"", "url(", "@import");
    }
  }

  @Test
  void theStateIsWhatTheRunIsNow() throws Exception {
    try (DashboardServer server = DashboardServer.start(0, () -> SampleRun.after(90))) {
      JsonNode state =
          new ObjectMapper().readTree(get(server.address().resolve("state.json")).body());

      assertThat(state.path("ended").asBoolean(true)).isFalse();
      assertThat(state.path("tasks").path("code-search").path("losses")).isNotEmpty();
      assertThat(state.path("windows")).isNotEmpty();
      assertThat(state.path("matrix").get(0).path("scores").path("code-search").asDouble())
          .isEqualTo(0.3);
      assertThat(state.path("alarms").isArray()).isTrue();
      assertThat(state.path("generations").get(0).path("servingSince").asLong())
          .isGreaterThan(SampleRun.BEGIN);
      assertThat(state.path("training").path("lastLoss").isNumber()).isTrue();
      assertThat(state.path("bm25").path("qa").path("mrr").isNumber()).isTrue();
    }
  }

  @Test
  void aPortThatIsTakenIsNoHindrance() throws Exception {
    try (DashboardServer first = DashboardServer.start(0, SampleRun::nothing);
        DashboardServer second =
            DashboardServer.start(first.address().getPort(), SampleRun::nothing)) {
      assertThat(second.address()).isNotEqualTo(first.address());
      assertThat(second.address().getHost()).isEqualTo("127.0.0.1");
      assertThat(get(second.address()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    try (DashboardServer server = DashboardServer.start(0, SampleRun::nothing)) {
      assertThat(get(server.address().resolve("other")).statusCode()).isEqualTo(404);
      HttpRequest post =
          HttpRequest.newBuilder(server.address())
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }
  }

  private HttpResponse<String> get(URI address) throws Exception {
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }
}
