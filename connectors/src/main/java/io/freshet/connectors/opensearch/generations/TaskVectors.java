/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import java.util.List;

/**
 * The vectors that an index has of its documents for some tasks, beside those for all others.
 * Immutable.
 *
 * @param field the field of the document that holds them
 * @param dimension numbers of a vector
 * @param profile how they are made
 * @param tasks whose searches look among them
 */
public record TaskVectors(
    String field, int dimension, DocumentProfile profile, List<String> tasks) {

  /** Keeps a copy of the tasks. */
  public TaskVectors {
    tasks = List.copyOf(tasks);
  }
}
