/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Tells which index a record goes into. Called by one thread a subtask.
 *
 * @param <T> the records of the stream
 */
@PublicEvolving
@FunctionalInterface
public interface IndexSelector<T> extends Serializable {

  /** The name of an index, or of an alias with one write index. */
  String indexOf(T element);

  /**
   * Whether all names are aliases. OpenSearch itself then refuses to make a missing index by a
   * guess, at every write; else the sink looks for an index once, before its first write to it.
   */
  default boolean requiresAlias() {
    return false;
  }
}
