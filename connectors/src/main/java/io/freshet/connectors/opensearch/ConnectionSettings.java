/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import java.io.Serializable;

/**
 * How OpenSearch is reached.
 *
 * @param url one URL, or several of the same cluster separated by commas
 * @param username the empty string for no authentication
 * @param password masked in {@link #toString}
 */
public record ConnectionSettings(String url, String username, String password)
    implements Serializable {

  /** Without authentication. */
  public static ConnectionSettings of(String url) {
    return new ConnectionSettings(url, "", "");
  }

  @Override
  public String toString() {
    return "ConnectionSettings[url=" + url + ", username=" + username + ", password=***]";
  }
}
