/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.connectors.opensearch.ConnectionSettings;
import java.io.Serializable;

/**
 * How OpenSearch is reached.
 *
 * @param alias the alias that searches resolve; indices are called {@code
 *     <alias>-g<number>-<digest8>}
 * @param username the empty string for none
 * @param password the empty string for none; masked wherever configurations are printed
 */
public record OpenSearchConfig(
    String url, String alias, String username, String password, int shards, int replicas)
    implements Serializable {
  /** What a client needs of it. */
  public ConnectionSettings connection() {
    return new ConnectionSettings(url, username, password);
  }

  @Override
  public String toString() {
    return "OpenSearchConfig[url="
        + url
        + ", alias="
        + alias
        + ", username="
        + username
        + ", password=***, shards="
        + shards
        + ", replicas="
        + replicas
        + "]";
  }
}
