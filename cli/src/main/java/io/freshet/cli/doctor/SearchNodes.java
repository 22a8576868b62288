/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.config.OpenSearchConfig;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The OpenSearch of a configuration. Stateless. */
final class SearchNodes {
  private static final String SUBJECT = "OpenSearch";
  private static final List<String> TRIED = List.of("2.19.", "3.5.");

  /** OpenSearch's own first and last watermark, as shares of a disk. */
  private static final int LOW_WATERMARK = 85;

  private static final int FLOOD_STAGE = 95;

  private SearchNodes() {}

  static List<Finding> findings(OpenSearchConfig config) {
    try (OpenSearchConnection connection = OpenSearchConnection.open(config.connection())) {
      List<Finding> findings = new ArrayList<>();
      findings.add(version(connection.serverVersion()));
      findings.add(plugin(connection));
      findings.add(disks(connection));
      findings.add(rights(connection, config.alias() + "-doctor"));
      return findings;
    } catch (IOException | IllegalArgumentException e) {
      return List.of(
          Finding.fail(
              SUBJECT,
              String.valueOf(e.getMessage()),
              "start it or correct opensearch.url, username and password; 'freshet local' brings its own"));
    }
  }

  static Finding version(String version) {
    return TRIED.stream().anyMatch(version::startsWith)
        ? Finding.ok(SUBJECT, version)
        : Finding.warn(SUBJECT, version, "Freshet is tested with 2.19 and 3.5");
  }

  private static Finding plugin(OpenSearchConnection connection) throws IOException {
    JsonNode plugins =
        connection
            .call("GET", "/_cat/plugins", Map.of("format", "json"))
            .orThrow("list plugins")
            .body();
    for (JsonNode plugin : plugins) {
      if (plugin.path("component").asText().equals("opensearch-knn")) {
        return Finding.ok("k-NN plugin", plugin.path("version").asText());
      }
    }
    return Finding.fail(
        "k-NN plugin",
        "missing",
        "install it on every node: opensearch-plugin install opensearch-knn");
  }

  private static Finding disks(OpenSearchConnection connection) throws IOException {
    JsonNode nodes =
        connection
            .call("GET", "/_cat/allocation", Map.of("format", "json"))
            .orThrow("look at the disks")
            .body();
    int fullest = 0;
    for (JsonNode node : nodes) {
      fullest = Math.max(fullest, node.path("disk.percent").asInt());
    }
    return Finding.atLeast(
        -fullest,
        -LOW_WATERMARK,
        -FLOOD_STAGE,
        "disks of OpenSearch",
        "the fullest is %d %% full".formatted(fullest),
        "above %d %% no new index is placed, above %d %% indices become read-only; make room"
            .formatted(LOW_WATERMARK, FLOOD_STAGE));
  }

  /** Only making an index shows that one may be made. */
  private static Finding rights(OpenSearchConnection connection, String index) throws IOException {
    Reply made = connection.call("PUT", "/" + index, Map.of());
    if (!made.ok()) {
      return Finding.fail(
          "rights in OpenSearch",
          "the index %s cannot be made: %s".formatted(index, made.errorReason()),
          "give the user rights to make, fill and delete indices and aliases");
    }
    Reply deleted = connection.call("DELETE", "/" + index, Map.of());
    return deleted.ok()
        ? Finding.ok("rights in OpenSearch", "an index can be made and deleted")
        : Finding.fail(
            "rights in OpenSearch",
            "the index %s was made and cannot be deleted: %s"
                .formatted(index, deleted.errorReason()),
            "give the user the right to delete indices, and delete this one");
  }
}
