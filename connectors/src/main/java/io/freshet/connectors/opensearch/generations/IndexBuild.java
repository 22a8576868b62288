/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Reply;
import java.util.Map;

/**
 * How the index of a generation begins, for quick writing, and becomes one that is searched.
 * Stateless and thread-safe; every method may be repeated after any failure, waits for OpenSearch
 * and throws {@link OpenSearchFailure} where it cannot answer.
 */
public final class IndexBuild {

  private static final int REQUEST_TIMEOUT = 408;
  private static final String PATIENCE = "10s";

  private final OpenSearchConnection connection;

  /** Builds over a connection, which stays the caller's to close. */
  public IndexBuild(OpenSearchConnection connection) {
    this.connection = connection;
  }

  /**
   * As {@link GenerationStore#create}, but the index has no copies yet and makes nothing visible to
   * searches by itself, until {@link #finish}.
   */
  public void create(GenerationSpec spec) throws OpenSearchFailure {
    new GenerationStore(connection).create(spec, IndexDefinition.building(spec));
  }

  /**
   * Gives an index its copies and lets it refresh itself. Leaves alone one that does so already:
   * its settings may be somebody's own by now.
   *
   * @param replicas copies of every shard beyond the primary
   */
  public void finish(String index, int replicas) throws OpenSearchFailure {
    String path = "/" + index + "/_settings";
    Reply found =
        connection.call("GET", path, Map.of()).orThrow("read settings of '" + index + "'");
    if (IndexDefinition.isBuilding(found.body().path(index).path("settings"))) {
      // Both in one request, so that the one tells of the other.
      connection
          .call("PUT", path, Map.of(), IndexDefinition.built(replicas))
          .orThrow("set replicas and refresh of '" + index + "'");
    }
  }

  /**
   * Waits a while for the copies that are being made.
   *
   * @return whether none is being made any more; one that no node can take is not waited for
   */
  public boolean isCopied(String index) throws OpenSearchFailure {
    Reply reply =
        connection.call(
            "GET",
            "/_cluster/health/" + index,
            Map.of(
                // First what a change of settings has yet to lead to.
                "wait_for_events",
                "normal",
                "wait_for_no_initializing_shards",
                "true",
                "timeout",
                PATIENCE));
    if (reply.status() == REQUEST_TIMEOUT) {
      return false;
    }
    return !reply
        .orThrow("look for the copies of '" + index + "'")
        .body()
        .path("timed_out")
        .asBoolean();
  }
}
