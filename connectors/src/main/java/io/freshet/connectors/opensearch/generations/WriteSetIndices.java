/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.sink.IndexSelector;
import io.freshet.connectors.opensearch.sink.MissingIndexPolicy;

/**
 * Writes into generations, and drops those for indices that left the write set: between two
 * barriers a live writer may still know a generation that was abandoned or retired and deleted
 * meanwhile, and failing would not help. An index that is in the write set and not in OpenSearch is
 * another matter. Stateless and thread-safe.
 *
 * @param alias whose write set decides
 */
public record WriteSetIndices(String alias)
    implements IndexSelector<IndexOperation>, MissingIndexPolicy {

  @Override
  public String indexOf(IndexOperation operation) {
    return IndexDefinition.writeAlias(operation.index());
  }

  @Override
  public boolean requiresAlias() {
    return true;
  }

  @Override
  public Decision decide(String writeAlias, String error, OpenSearchConnection connection)
      throws OpenSearchFailure {
    String index = IndexDefinition.indexOf(writeAlias);
    boolean wanted =
        new WriteSetStore(connection, alias)
            .load().stream().anyMatch(target -> target.index().equals(index));
    return wanted
        ? new Decision.Fail(
            "index '%s' is in the write set and does not exist; let a new generation be built: %s"
                .formatted(index, error))
        : new Decision.Drop();
  }
}
