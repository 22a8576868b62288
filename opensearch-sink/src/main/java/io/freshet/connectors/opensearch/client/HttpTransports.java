/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/** Opens plain and TLS transports, with or without a name and password. Stateless. */
final class HttpTransports {

  /** Connections to one node: more than requests that one client has under way. */
  private static final int CONNECTIONS = 10;

  private HttpTransports() {}

  static OpenSearchTransport open(ConnectionSettings settings, List<URI> nodes) {
    List<HttpHost> hosts = new ArrayList<>();
    String prefix = "";
    for (URI node : nodes) {
      hosts.add(new HttpHost(node.getScheme(), node.getHost(), port(node)));
      prefix = node.getPath() == null || node.getPath().equals("/") ? "" : node.getPath();
    }
    Timeout connect = Timeout.of(settings.connectTimeout());
    Timeout response = Timeout.of(settings.responseTimeout());
    ApacheHttpClient5TransportBuilder builder =
        ApacheHttpClient5TransportBuilder.builder(hosts.toArray(new HttpHost[0]))
            .setMapper(new JacksonJsonpMapper())
            .setConnectionConfigCallback(c -> c.setConnectTimeout(connect))
            .setRequestConfigCallback(c -> c.setResponseTimeout(response));
    if (!settings.tls().equals(TlsSettings.PLATFORM)) {
      trust(builder, settings.tls(), connect, response, hosts.size());
    }
    if (!prefix.isEmpty()) {
      builder.setPathPrefix(prefix);
    }
    if (settings.authentication() instanceof Authentication.Basic basic) {
      String pair = basic.username() + ":" + basic.password();
      String token = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      builder.setDefaultHeaders(new Header[] {new BasicHeader("Authorization", "Basic " + token)});
    }
    return builder.build();
  }

  private static void trust(
      ApacheHttpClient5TransportBuilder builder,
      TlsSettings tls,
      Timeout connect,
      Timeout response,
      int hosts) {
    // A connection manager of one's own replaces the builder's, its time-outs with it.
    var manager =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(CONNECTIONS)
            .setMaxConnTotal(CONNECTIONS * hosts)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(response)
                    .build())
            .setTlsStrategy(
                ClientTlsStrategyBuilder.create().setSslContext(TlsContexts.of(tls)).buildAsync())
            .build();
    builder.setHttpClientConfigCallback(client -> client.setConnectionManager(manager));
  }

  private static int port(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return uri.getScheme().equals("https") ? 443 : 9200;
  }
}
