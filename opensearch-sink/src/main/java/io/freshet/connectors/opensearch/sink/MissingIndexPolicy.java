/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/** Decides what happens with documents for an index that does not exist. Thread-safe. */
@PublicEvolving
@FunctionalInterface
public interface MissingIndexPolicy extends Serializable {

  /**
   * Decides. May be asked again for the same index, by several threads and subtasks.
   *
   * @param index as the selector of indices named it
   * @param error what OpenSearch said
   * @param connection the sink's own
   * @throws OpenSearchFailure where OpenSearch does not answer: the sink asks again if that passes,
   *     and fails if not
   */
  Decision decide(String index, String error, OpenSearchConnection connection)
      throws OpenSearchFailure;

  /** What happens with the documents. */
  @PublicEvolving
  sealed interface Decision {

    /** They are sent again: the index stands now. */
    record Retry() implements Decision {}

    /** They are not needed any more. */
    record Drop() implements Decision {}

    /** They go to the handler of rejected documents. */
    record Reject() implements Decision {}

    /**
     * The job fails.
     *
     * @param message for people, with the remedy
     */
    record Fail(String message) implements Decision {}
  }

  /** The job fails. */
  static MissingIndexPolicy fail() {
    return (index, error, connection) ->
        new Decision.Fail(
            "index '%s' does not exist: create it, or let setMissingIndex(..) do so; %s"
                .formatted(index, error));
  }

  /** The documents go to the handler of rejected documents. */
  static MissingIndexPolicy reject() {
    return (index, error, connection) -> new Decision.Reject();
  }

  /**
   * The index is created, by whichever subtask comes first.
   *
   * @param body settings, mappings and aliases, as JSON
   */
  static MissingIndexPolicy create(String body) {
    return new CreateMissingIndex(body);
  }
}
