/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import java.util.Optional;

/**
 * How queries are encoded. Whether they go through a projection is none of it: that is decided by
 * the vectors that they are compared with, see {@link QueryEncoder}.
 *
 * @param task whose vectors of documents are searched, where an index has some of its own; empty
 *     for those of all others
 * @param prompt put before every query
 * @param maxLength tokens of a query at most; never more than the model takes
 */
public record QueryProfile(Optional<String> task, String prompt, int maxLength) {

  /** The way of no task. */
  public QueryProfile(String prompt, int maxLength) {
    this(Optional.empty(), prompt, maxLength);
  }
}
