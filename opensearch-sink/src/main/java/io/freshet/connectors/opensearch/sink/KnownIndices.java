/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The indices that were seen to exist. Most clusters make an index that is missing by themselves,
 * with guessed mappings; so the first write to an index is preceded by a look. Thread-safe.
 */
final class KnownIndices {

  private final OpenSearchConnection connection;
  private final boolean looks;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /**
   * None seen yet.
   *
   * @param looks false where OpenSearch itself refuses writes to missing indices
   */
  KnownIndices(OpenSearchConnection connection, boolean looks) {
    this.connection = connection;
    this.looks = looks;
  }

  /** The indices of the items that do not exist. */
  List<String> missing(List<? extends BulkItem<?>> items) throws OpenSearchFailure {
    List<String> missing = new ArrayList<>();
    if (!looks) {
      return missing;
    }
    Set<String> unknown = new TreeSet<>();
    for (BulkItem<?> item : items) {
      if (!seen.contains(item.index())) {
        unknown.add(item.index());
      }
    }
    for (String index : unknown) {
      Reply reply = connection.call("HEAD", "/" + Names.encoded(index), Map.of());
      if (reply.status() == 404) {
        missing.add(index);
      } else {
        reply.orThrow("look for index '" + index + "'");
        seen.add(index);
      }
    }
    return missing;
  }

  /** OpenSearch does not find the index any more. */
  void forget(String index) {
    seen.remove(index);
  }
}
