/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.client.VectorIndex;
import io.freshet.sql.model.QueryText;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.ArrayData;

/** Searches one index by vectors that the caller has made. */
final class IndexSearch implements Search {
  private final OpenSearchConnection connection;
  private final SearchClient client;
  private final Index index;
  private final int dimension;

  private record Index(String index, String vectorField) implements VectorIndex {
    @Override
    public Map<String, MetadataType> types() {
      return Map.of();
    }
  }

  /** How one is opened. */
  record Of(ConnectionSettings connection, String index, Columns.Vector vector) implements Source {
    @Override
    public Search open() {
      return new IndexSearch(this);
    }
  }

  private IndexSearch(Of of) {
    connection = OpenSearchConnection.open(of.connection());
    client = new SearchClient(connection);
    index = new Index(of.index(), of.vector().name());
    dimension = of.vector().dimension();
  }

  @Override
  public CompletableFuture<Answer> search(ArrayData query, int count) {
    if (QueryText.of(query).isPresent()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "the query is one of the version that serves, and this table does not follow the"
                  + " alias; give it 'version' = 'serving', or the model a version by name"));
    }
    if (query.size() != dimension) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "the query has %d numbers and 'vector.dimension' is %d: another model made it"
                  .formatted(query.size(), dimension)));
    }
    return client
        .documentsAsync(index, query.toFloatArray(), count)
        .thenApply(
            hits ->
                new Answer(
                    hits.stream()
                        .map(
                            hit ->
                                new Found(
                                    (ObjectNode) hit.metadata(),
                                    SearchClient.dotProduct(hit.score())))
                        .toList(),
                    index.index(),
                    ""));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
