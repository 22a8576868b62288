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
import java.util.Set;
import java.util.TreeSet;

/** The OpenSearch of a configuration. Stateless. */
final class SearchNodes {
  private static final String SUBJECT = "OpenSearch";
  private static final List<String> TRIED = List.of("2.19.", "3.5.");

  /** As an installed plugin is called, and as one on the class path of an embedded node. */
  private static final Set<String> KNN =
      Set.of("opensearch-knn", "org.opensearch.knn.plugin.KNNPlugin");

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

  /** A shard lies on any node: one without the plugin fails whatever comes to it. */
  private static Finding plugin(OpenSearchConnection connection) throws IOException {
    Set<String> without = new TreeSet<>();
    for (JsonNode node : rows(connection, "/_cat/nodes", "list the nodes")) {
      without.add(node.path("name").asText());
    }
    int nodes = without.size();
    for (JsonNode plugin : rows(connection, "/_cat/plugins", "list the plugins")) {
      if (KNN.contains(plugin.path("component").asText())) {
        without.remove(plugin.path("name").asText());
      }
    }
    return without.isEmpty()
        ? Finding.ok(
            "k-NN plugin", nodes == 1 ? "installed" : "installed on %d nodes".formatted(nodes))
        : Finding.fail(
            "k-NN plugin",
            "missing on " + String.join(", ", without),
            "install it on every node: opensearch-plugin install opensearch-knn");
  }

  private static JsonNode rows(OpenSearchConnection connection, String path, String what)
      throws IOException {
    return connection.call("GET", path, Map.of("format", "json")).orThrow(what).body();
  }

  private static Finding disks(OpenSearchConnection connection) throws IOException {
    int fullest = 0;
    for (JsonNode node : rows(connection, "/_cat/allocation", "look at the disks")) {
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
