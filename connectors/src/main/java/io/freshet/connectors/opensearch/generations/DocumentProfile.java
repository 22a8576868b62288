/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.Sha256;
import java.util.Optional;

/**
 * A way to make vectors of documents beside that of the version's folder. Immutable.
 *
 * @param prompt put before every document; may be empty
 * @param maxLength tokens of a document at most
 * @param projection name of the task whose projection the vectors go through; empty for none
 */
public record DocumentProfile(String prompt, int maxLength, Optional<String> projection) {

  /** Hexadecimal digits that tell profiles apart. */
  public String digest() {
    return Sha256.hex("%d %s %s".formatted(maxLength, projection.orElse(""), prompt));
  }
}
