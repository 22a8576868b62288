/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;

/**
 * How much of a probe set a refresh may change.
 *
 * @param queries most queries a task
 * @param replacedShare share of a task's standing queries that newer ones may replace, in [0, 1]
 * @param documents size of a task's corpus, where its judged documents are not more already
 * @param seed chooses among queries and among documents
 */
public record ProbeRefreshConfig(int queries, double replacedShare, int documents, long seed)
    implements Serializable {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ProbeRefreshConfig {
    if (queries < 1 || documents < 1) {
      throw new IllegalArgumentException(
          "a probe set needs 1 query and 1 document at least, not %d and %d"
              .formatted(queries, documents));
    }
    if (!(replacedShare >= 0 && replacedShare <= 1)) {
      throw new IllegalArgumentException(
          "the share of replaced queries must be from 0 to 1, not " + replacedShare);
    }
  }
}
