/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.connectors.opensearch.client.TlsSettings;
import io.freshet.serving.QueryProfile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the service listens and what it lets pass.
 *
 * @param host name or address to listen on
 * @param port 0 for any
 * @param tls whose certificate is shown; empty for plain HTTP
 * @param tokens that callers must show
 * @param limits of every request
 * @param stopTimeout how long requests that are under way may take when the service stops
 * @param tasks how queries of each task are encoded
 */
public record ServiceSettings(
    String host,
    int port,
    Optional<TlsSettings> tls,
    BearerTokens tokens,
    Limits limits,
    Duration stopTimeout,
    Map<String, QueryProfile> tasks) {

  /**
   * What a request may cost.
   *
   * @param body bytes of its body at most
   * @param texts that it may have encoded at most
   * @param time that it may take at most
   * @param perSecond requests a second of each token, or of all together where there are none; 0
   *     for no limit
   */
  public record Limits(int body, int texts, Duration time, double perSecond) {}

  /** Keeps a copy of the tasks. */
  public ServiceSettings {
    tasks = Map.copyOf(tasks);
  }
}
