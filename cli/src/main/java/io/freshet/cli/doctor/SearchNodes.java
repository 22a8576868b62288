/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.cli.doctor.Finding.Level;
import io.freshet.config.OpenSearchConfig;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
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

  private static final String DISKS = "disks of OpenSearch";
  private static final String DISK_SETTINGS = "cluster.routing.allocation.disk.";

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
    Map<String, String> form = Map.of("format", "json", "bytes", "b");
    return connection.call("GET", path, form).orThrow(what).body();
  }

  /** By the watermarks that the cluster is set to; by the room left where it has them off. */
  private static Finding disks(OpenSearchConnection connection) throws IOException {
    // A user who may not read them is told by OpenSearch's own values, which are the usual ones.
    JsonNode settings =
        connection
            .call(
                "GET",
                "/_cluster/settings",
                Map.of("include_defaults", "true", "flat_settings", "true"))
            .body();
    List<Disk> disks = new ArrayList<>();
    for (JsonNode node : rows(connection, "/_cat/allocation", "look at the disks")) {
      // The row of the shards without a node has no disk.
      if (node.hasNonNull("disk.total")) {
        disks.add(new Disk(node.path("disk.total").asLong(), node.path("disk.avail").asLong()));
      }
    }
    return Boolean.parseBoolean(diskSetting(settings, "threshold_enabled", "true"))
        ? disks(
            disks,
            DiskWatermark.of(diskSetting(settings, "watermark.low", "85%")),
            DiskWatermark.of(diskSetting(settings, "watermark.flood_stage", "95%")))
        : disks(disks);
  }

  /** In the order in which OpenSearch itself lets one settle a value. */
  private static String diskSetting(JsonNode settings, String name, String otherwise) {
    for (String level : List.of("transient", "persistent", "defaults")) {
      JsonNode value = settings.path(level).path(DISK_SETTINGS + name);
      if (value.isTextual()) {
        return value.asText();
      }
    }
    return otherwise;
  }

  /** Of a cluster that watches its disks. */
  static Finding disks(List<Disk> disks, DiskWatermark low, DiskWatermark flood) {
    Level level =
        disks.stream().anyMatch(disk -> flood.exceeded(disk.total(), disk.available()))
            ? Level.FAIL
            : disks.stream().anyMatch(disk -> low.exceeded(disk.total(), disk.available()))
                ? Level.WARN
                : Level.OK;
    return new Finding(
        level,
        DISKS,
        fullest(disks),
        level == Level.OK
            ? ""
            : ("this cluster places no further shards beyond its low watermark, %s, and makes"
                    + " indices read-only beyond its flood stage, %s; make room")
                .formatted(low.setting(), flood.setting()));
  }

  /** Of a cluster whose watermarks are off: it writes until nothing is left. */
  static Finding disks(List<Disk> disks) {
    return Machine.room(
        DISKS,
        disks.stream().mapToLong(Disk::available).min().orElse(Long.MAX_VALUE),
        fullest(disks) + "; this cluster's watermarks are off");
  }

  private static String fullest(List<Disk> disks) {
    return disks.stream()
        .max(Comparator.comparingDouble(Disk::used))
        .map(
            disk ->
                "the fullest is %d %% full, %s free"
                    .formatted(Math.round(100 * disk.used()), Machine.gib(disk.available())))
        .orElse("none is told");
  }

  /**
   * The disk of a node.
   *
   * @param total its size in bytes
   * @param available the bytes that can still be written
   */
  record Disk(long total, long available) {
    double used() {
      return 1 - (double) available / total;
    }
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
