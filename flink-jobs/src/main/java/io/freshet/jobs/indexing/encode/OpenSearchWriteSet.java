/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.Patience;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.WriteSetStore;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.opensearch.sink.BulkSettings;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * The write set in OpenSearch. While OpenSearch is away the reader waits: it holds the stream back
 * and so the checkpoint too, instead of failing the job. What serves comes first.
 *
 * @param alias whose write set
 */
public record OpenSearchWriteSet(ConnectionSettings connection, String alias)
    implements WriteSetSource {

  @Override
  public Reader open() {
    return new StoreReader(OpenSearchConnection.open(connection), alias);
  }

  private static final class StoreReader implements Reader {
    private final Patience patience = BulkSettings.DEFAULTS.patience();
    private final OpenSearchConnection connection;
    private final GenerationStore generations;
    private final WriteSetStore store;
    private final String alias;

    StoreReader(OpenSearchConnection connection, String alias) {
      this.connection = connection;
      this.alias = alias;
      this.generations = new GenerationStore(connection);
      this.store = new WriteSetStore(connection, alias);
    }

    @Override
    public List<WriteTarget> targets() throws IOException, InterruptedException {
      return patience.await(
          () -> {
            List<String> serving = generations.resolve(alias);
            return store.load().stream()
                .sorted(Comparator.comparing(target -> !serving.contains(target.index())))
                .toList();
          });
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
