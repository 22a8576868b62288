/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.client.Authentication;
import io.freshet.connectors.opensearch.client.TlsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the builder takes and refuses, and the form in which documents travel. */
class OpenSearchSinkBuilderTest {

  private static OpenSearchSinkBuilder<String> complete() {
    return OpenSearchSink.<String>builder()
        .setHosts("https://one:9200", "https://two:9200")
        .setIndex("texts")
        .setConverter((text, context) -> DocumentOperation.index(text, 1, Map.of("text", text)));
  }

  @Test
  void everythingSetArrives() throws Exception {
    TlsSettings tls = TlsSettings.PLATFORM.trusting("/ca.pem").showingPem("/c.pem", "/k.pem");
    OpenSearchSink<String> sink =
        complete()
            .setAuthentication(new Authentication.Basic("user", "secret"))
            .setTls(tls)
            .setMissingIndex(MissingIndexPolicy.reject())
            .setRejectedDocumentHandler(RejectedDocumentHandler.logAndDrop())
            .setBulkMaxActions(7)
            .setBulkMaxBytes(8)
            .setMaxInFlightRequests(9)
            .setLinger(Duration.ofMillis(10))
            .setMaxDocumentBytes(11)
            .setBackoff(Duration.ofMillis(12), Duration.ofMillis(13))
            .setGiveUpAfter(Duration.ofMillis(14))
            .build();
    assertThat(sink.settings())
        .isEqualTo(
            new BulkSettings(
                7,
                8,
                9,
                Duration.ofMillis(10),
                11,
                Duration.ofMillis(12),
                Duration.ofMillis(13),
                Duration.ofMillis(14)));
    assertThat(sink.connection().url()).isEqualTo("https://one:9200,https://two:9200");
    assertThat(sink.connection().tls()).isEqualTo(tls);
    assertThat(sink.connection().toString()).contains("user").doesNotContain("secret");
    assertThat(InstantiationUtil.clone(sink).settings()).isEqualTo(sink.settings());
    assertThat(complete().build().settings()).isEqualTo(BulkSettings.DEFAULTS);
    // Hosts may be set last, and keep the rest.
    assertThat(complete().setTls(tls).setHosts("https://three").build().connection().tls())
        .isEqualTo(tls);
  }

  @Test
  void messagesNameTheSetter() {
    refused(() -> OpenSearchSink.<String>builder().build(), "call setHosts(..)");
    refused(() -> OpenSearchSink.<String>builder().setHosts("http://h").build(), "setConverter");
    refused(
        () ->
            OpenSearchSink.<String>builder()
                .setHosts("http://h")
                .setConverter((text, context) -> DocumentOperation.skip())
                .build(),
        "call setIndex(..)");
    refused(() -> complete().setHosts("h:9200").build(), "setHosts: 'h:9200'");
    refused(() -> complete().setHosts(), "setHosts");
    refused(() -> complete().setIndex(" "), "setIndex");
    refused(() -> complete().setBulkMaxActions(0), "setBulkMaxActions: 0");
    refused(() -> complete().setBulkMaxBytes(-1), "setBulkMaxBytes: -1");
    refused(() -> complete().setMaxInFlightRequests(0), "setMaxInFlightRequests");
    refused(() -> complete().setMaxDocumentBytes(0), "setMaxDocumentBytes");
    refused(() -> complete().setLinger(Duration.ofMillis(-1)), "setLinger");
    refused(() -> complete().setGiveUpAfter(Duration.ofMillis(-1)), "setGiveUpAfter");
    refused(
        () -> complete().setBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)), "setBackoff");
    refused(
        () -> OpenSearchSink.builder().setTls(TlsSettings.PLATFORM), "setTls: call setHosts(..)");
    refused(() -> MissingIndexPolicy.create("{"), "create(..)");
    Object cannotTravel = new Object();
    refused(
        () ->
            complete()
                .setConverter(
                    (text, context) ->
                        DocumentOperation.index(text, cannotTravel.hashCode(), Map.of())),
        "setConverter: it travels");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void operationsAreChecked() {
    refused(() -> DocumentOperation.delete("", 1), "id");
    refused(() -> DocumentOperation.index("a", -1, Map.of()), "-1");
    refused(() -> DocumentOperation.index("a", 1, Map.of("x", new Object())), "[x]");
    refused(() -> new Authentication.AwsSigV4("", "es"), "region");
    refused(() -> new Authentication.AwsSigV4("eu-central-1", "s3"), "'s3'");
    refused(() -> new Authentication.Basic("", "x"), "user name");
    refused(() -> new TlsSettings("", "", "key.pem", ""), "key.pem");
  }

  @Test
  void documentsTravelAsLines() {
    var put =
        DocumentOperation.index("a", 3, "{\"a\":\r\n 1}".getBytes(StandardCharsets.UTF_8))
            .routedBy("r");
    assertThat(lines(BulkItem.of("a", put, "texts", false)))
        .containsExactly(
            "{\"index\":{\"_index\":\"texts\",\"_id\":\"a\",\"version\":3,"
                + "\"version_type\":\"external_gte\",\"routing\":\"r\"}}",
            "{\"a\":   1}",
            "");
    assertThat(lines(BulkItem.of("a", DocumentOperation.delete("a", 4), "texts")))
        .containsExactly(
            "{\"delete\":{\"_index\":\"texts\",\"_id\":\"a\",\"version\":4,"
                + "\"version_type\":\"external_gte\"}}",
            "");
    assertThat(
            new String(
                DocumentOperation.index(
                        "a", 1, Map.of("v", new float[] {0.5f, -1}, "t", List.of("\ud800")))
                    .source(),
                StandardCharsets.UTF_8))
        .contains("[0.5,-1.0]")
        .contains("[\"?\"]");
  }

  private static List<String> lines(BulkItem<String> item) {
    return List.of(new String(item.lines(), StandardCharsets.UTF_8).split("\n", -1));
  }

  @Test
  void rejectedDocumentsFailTheJobUnlessTheyAreTaken() throws IOException {
    RejectedDocument<String> document =
        new RejectedDocument<>(
            "x", DocumentOperation.skip(), "texts", "x", 400, "mapping", "no such field");
    try (var outlet = RejectedDocumentHandler.<String>fail().open()) {
      assertThatThrownBy(() -> outlet.accept(document))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no such field")
          .hasMessageContaining("setRejectedDocumentHandler");
    }
    try (var outlet = RejectedDocumentHandler.<String>logAndDrop().open()) {
      outlet.accept(document);
      outlet.flush();
    }
  }
}
