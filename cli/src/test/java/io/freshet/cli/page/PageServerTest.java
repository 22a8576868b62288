/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.SampleRun;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.service.http.BearerTokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's server over made-up runs; no broker and no node is there. */
class PageServerTest {
  private static final String TOKEN = "only-in-tests";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private FreshetConfig config;

  @BeforeEach
  void configure() throws Exception {
    Files.createDirectories(folder.resolve("registry/3-0123abcd"));
    config =
        ConfigReader.parse(
            "test",
            """
            kafka: {bootstrap-servers: "127.0.0.1:1"}
            opensearch: {url: "http://127.0.0.1:1"}
            model: {path: models/start}
            tasks: {search: {}, qa: {}}
            registry: {path: "%s"}
            """
                .formatted(folder.resolve("registry").toUri()),
            Map.of());
  }

  private PageServer start(int port, Supplier<RunSnapshot> state) throws Exception {
    return PageServer.start(
        config,
        port,
        new OperatorToken(BearerTokens.of(TOKEN), Optional.of(TOKEN)),
        state,
        PageSearches.of(config, folder.resolve("cache"), () -> {}));
  }

  @Test
  void thePageAsksForNothingFromElsewhereAndHoldsNoScriptOfItsOwn() throws Exception {
    try (PageServer server = start(0, SampleRun::nothing)) {
      HttpResponse<String> page = get(server, "");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("<style", "@");
      Stream<String> files =
          Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"")
              .matcher(page.body())
              .results()
              .map(found -> found.group(1));
      assertThat(files.toList())
          .hasSize(9)
          .allSatisfy(
              file -> {
                HttpResponse<String> answer = get(server, file);
                assertThat(answer.statusCode()).as(file).isEqualTo(200);
                assertThat(answer.body()).doesNotContain("@import", "innerHTML =");
              });
    }
  }

  @Test
  void theStateIsWhatTheRunIsNow() throws Exception {
    try (PageServer server = start(0, () -> SampleRun.after(90))) {
      JsonNode state = new ObjectMapper().readTree(get(server, "page/state.json").body());

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
      assertThat(get(server, "page/tasks.json").body()).isEqualTo("[\"qa\",\"search\"]");
    }
  }

  @Test
  void aPortThatIsTakenIsNoHindrance() throws Exception {
    try (PageServer first = start(0, SampleRun::nothing);
        PageServer second = start(first.address().getPort(), SampleRun::nothing)) {
      assertThat(second.address()).isNotEqualTo(first.address());
      assertThat(second.address().getHost()).isEqualTo("127.0.0.1");
      assertThat(get(second, "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nothingIsDoneWithoutAnOperatorsToken() throws Exception {
    try (PageServer server = start(0, SampleRun::nothing)) {
      for (String path : new String[] {"page/act", "page/letters", "page/letters/replay"}) {
        assertThat(post(server, path, "{}").statusCode()).as(path).isEqualTo(401);
        assertThat(post(server, path, "{}", "Authorization", "Bearer other").statusCode())
            .isEqualTo(401);
        assertThat(
                post(
                        server,
                        path,
                        "{}",
                        "Authorization",
                        "Bearer " + TOKEN,
                        "Origin",
                        "http://elsewhere.example")
                    .statusCode())
            .isEqualTo(403);
      }
      HttpResponse<String> unknown =
          post(server, "page/act", "{\"act\": \"destroy\"}", "Authorization", "Bearer " + TOKEN);
      assertThat(unknown.statusCode()).isEqualTo(400);
      assertThat(unknown.body()).contains("expected roll_back, promote_generation");
    }
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    try (PageServer server = start(0, SampleRun::nothing)) {
      assertThat(get(server, "other").statusCode()).isEqualTo(404);
      assertThat(get(server, "page/../page.html").statusCode()).isIn(400, 404);
      assertThat(post(server, "", "x").statusCode()).isEqualTo(405);
      HttpResponse<String> card = post(server, "page/card", "{\"version\": \"1-00000000\"}");
      assertThat(card.statusCode()).isEqualTo(404);
      assertThat(card.body()).contains("no card of version '1-00000000'");
      assertThat(post(server, "page/card", "{\"version\": \"../secret\"}").statusCode())
          .isEqualTo(409);
    }
  }

  private HttpResponse<String> get(PageServer server, String path) throws Exception {
    URI address = server.address().resolve(path);
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(PageServer server, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve(path)).POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
