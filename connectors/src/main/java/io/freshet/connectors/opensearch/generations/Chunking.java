/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import java.io.Serializable;

/**
 * How long documents become several vectors.
 *
 * @param tokens of a chunk at most, with prompt, title and special tokens
 * @param overlap tokens of text at the end of a chunk that the next one begins with, at most
 * @param atMost chunks a document; what comes after them is not encoded
 */
public record Chunking(int tokens, int overlap, int atMost) implements Serializable {

  /** Checks that there can be chunks. */
  public Chunking {
    if (tokens < 1 || overlap < 0 || atMost < 1) {
      throw new IllegalArgumentException(
          "chunks have 1 token or more, an overlap of 0 or more, and there is 1 at least");
    }
  }
}
