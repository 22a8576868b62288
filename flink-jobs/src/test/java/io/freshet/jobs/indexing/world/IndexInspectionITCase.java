/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.Reply;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ServersExtension.class)
class IndexInspectionITCase {
  private static final String DIGEST = "1a2b3c4d5e6f78901a2b3c4d5e6f7890";

  @Test
  void tellsTheTokensOfDocumentsLikeThoseOfAnIndex(Servers servers) throws Exception {
    String index = GenerationSpec.indexName(Servers.unique("t"), 1, DIGEST);
    try (OpenSearchConnection connection =
        OpenSearchConnection.open(ConnectionSettings.of(servers.openSearch().url()))) {
      GenerationStore store = new GenerationStore(connection);
      IndexInspection inspection =
          new IndexInspection(store, new SearchClient(connection), new DocumentReader(connection));
      assertThat(inspection.tokens(index, 1_000)).as("there is no such index").isEmpty();
      store.create(
          new GenerationSpec(
              index,
              GenerationSpec.vectorField(DIGEST),
              2,
              "1-1a2b3c4d",
              1,
              DIGEST,
              "file:///models/1",
              1,
              0,
              16,
              100,
              Map.of()));
      assertThat(inspection.tokens(index, 1_000)).as("it is empty").isEmpty();
      put(connection, index, "short", "t".repeat(10), "x".repeat(30));
      put(connection, index, "long", "", "x".repeat(120));
      put(connection, index, "gone", "", "");
      Reply unused =
          connection.call(
              "PUT",
              "/" + index + "/_doc/gone",
              Map.of(),
              OpenSearchConnection.newObject().put("deleted", true));
      store.refresh(index);
      assertThat(inspection.tokens(index, 1_000)).as("80 characters each").hasValue(20_000);
      store.delete(index);
    }
  }

  private static void put(
      OpenSearchConnection connection, String index, String id, String title, String text)
      throws Exception {
    ObjectNode document = OpenSearchConnection.newObject();
    document.put("title", title).put("text", text);
    connection.call("PUT", "/" + index + "/_doc/" + id, Map.of(), document).orThrow("write " + id);
  }
}
