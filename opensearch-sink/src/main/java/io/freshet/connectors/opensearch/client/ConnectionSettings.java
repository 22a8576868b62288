/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.PublicEvolving;

/**
 * How OpenSearch is reached. Immutable; secrets are masked in {@link #toString}.
 *
 * @param url one URL, or several of the same cluster separated by commas
 * @param authentication how the client says who it is
 * @param tls whom it trusts, for URLs that begin with {@code https}
 * @param connectTimeout how long a connection may take
 * @param responseTimeout how long an answer may take
 */
@PublicEvolving
public record ConnectionSettings(
    String url,
    Authentication authentication,
    TlsSettings tls,
    Duration connectTimeout,
    Duration responseTimeout)
    implements Serializable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration RESPONSE = Duration.ofSeconds(60);

  /** Checks that time-outs are positive. */
  public ConnectionSettings {
    if (connectTimeout.toMillis() < 1 || responseTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("time-outs are a millisecond or more");
    }
  }

  /** Without authentication; 5 s to connect, 60 s to answer. */
  public static ConnectionSettings of(String url) {
    return new ConnectionSettings(
        url, new Authentication.None(), TlsSettings.PLATFORM, CONNECT, RESPONSE);
  }

  /** The same with other authentication. */
  public ConnectionSettings as(Authentication other) {
    return new ConnectionSettings(url, other, tls, connectTimeout, responseTimeout);
  }

  /** The same with a name and a password, or without where the name is empty. */
  public ConnectionSettings asUser(String username, String password) {
    return username.isEmpty()
        ? as(new Authentication.None())
        : as(new Authentication.Basic(username, password));
  }

  /** The same with other trust. */
  public ConnectionSettings over(TlsSettings other) {
    return new ConnectionSettings(url, authentication, other, connectTimeout, responseTimeout);
  }

  /** The same with other time-outs. */
  public ConnectionSettings within(Duration connect, Duration response) {
    return new ConnectionSettings(url, authentication, tls, connect, response);
  }
}
