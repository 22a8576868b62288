/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.doctor.Finding.Level;
import io.freshet.config.ConfigReader;
import io.freshet.config.OpenSearchConfig;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.embedded.OpenSearchServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node, on a disk of which nobody knows how full it is. */
class SearchNodesITCase {
  @TempDir Path directory;

  @Test
  void disksAreJudgedByWhatTheClusterIsSetTo() throws Exception {
    try (OpenSearchServer server =
            OpenSearchServer.start(
                Path.of(System.getProperty("freshet.home")), directory.resolve("opensearch"));
        OpenSearchConnection connection =
            OpenSearchConnection.open(ConnectionSettings.of(server.url()))) {
      OpenSearchConfig config =
          ConfigReader.parse(
                  "test",
                  """
                  model: {path: model}
                  registry: {path: registry}
                  opensearch: {url: '%s'}
                  tasks: {search: {}}
                  """
                      .formatted(server.url()),
                  Map.of())
              .opensearch();
      assertThat(SearchNodes.findings(config))
          .allSatisfy(finding -> assertThat(finding.level()).isNotEqualTo(Level.FAIL))
          .extracting(Finding::subject)
          .containsExactly(
              "OpenSearch", "k-NN plugin", "disks of OpenSearch", "rights in OpenSearch");
      assertThat(disks(config).seen()).endsWith(" free; this cluster's watermarks are off");

      set(connection, "900tb");
      assertThat(disks(config).level()).isEqualTo(Level.WARN);
      assertThat(disks(config).remedy()).contains("low watermark, 900tb,", "flood stage, 1b;");
      set(connection, "1b");
      assertThat(disks(config).level()).isEqualTo(Level.OK);
      assertThat(disks(config).seen()).endsWith(" free");
    }
  }

  private static Finding disks(OpenSearchConfig config) {
    return SearchNodes.findings(config).stream()
        .filter(finding -> finding.subject().equals("disks of OpenSearch"))
        .findFirst()
        .orElseThrow();
  }

  private static void set(OpenSearchConnection connection, String low) throws IOException {
    ObjectNode body = OpenSearchConnection.newObject();
    body.putObject("transient")
        .put("cluster.routing.allocation.disk.threshold_enabled", true)
        .put("cluster.routing.allocation.disk.watermark.low", low)
        .put("cluster.routing.allocation.disk.watermark.high", "1b")
        .put("cluster.routing.allocation.disk.watermark.flood_stage", "1b");
    connection.call("PUT", "/_cluster/settings", Map.of(), body).orThrow("set the watermarks");
  }
}
