/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

/** The topic of documents is not the one that the index was built from; says what to do. */
public final class TopicChangedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  TopicChangedException(String message) {
    super(message);
  }
}
