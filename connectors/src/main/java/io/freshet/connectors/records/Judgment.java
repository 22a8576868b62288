/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Map;

/**
 * A query with its graded relevant documents.
 *
 * @param relevant document id to grade; a grade of 0 or below is judged and not relevant. An empty
 *     map withdraws the query.
 */
public record Judgment(String queryId, String task, String query, Map<String, Integer> relevant) {
  public Judgment {
    relevant = Map.copyOf(relevant);
  }
}
