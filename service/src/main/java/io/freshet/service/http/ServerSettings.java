/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import io.freshet.connectors.opensearch.client.TlsSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server listens and what it lets pass.
 *
 * @param host name or address to listen on
 * @param port 0 for any
 * @param localNamesOnly whether requests must name the loopback interface: a page from elsewhere
 *     whose name was made to point here is told nothing
 * @param tls whose certificate is shown; empty for plain HTTP
 * @param tokens that callers must show
 * @param operators tokens of those who may change something; they count as callers' too
 * @param limits of every request
 * @param stopTimeout how long requests that are under way may take when the server stops
 */
public record ServerSettings(
    String host,
    int port,
    boolean localNamesOnly,
    Optional<TlsSettings> tls,
    BearerTokens tokens,
    BearerTokens operators,
    Limits limits,
    Duration stopTimeout) {

  /**
   * What a request may cost.
   *
   * @param body bytes of its body at most
   * @param time that it may take at most
   * @param perSecond requests a second of each token, or of all together where there are none; 0
   *     for no limit
   */
  public record Limits(int body, Duration time, double perSecond) {}
}
