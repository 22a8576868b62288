/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.json.JsonpMapper;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.transport.Endpoint;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.TransportOptions;
import org.opensearch.client.transport.aws.AwsSdk2Transport;
import org.opensearch.client.transport.aws.AwsSdk2TransportOptions;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Opens transports that sign requests for AWS. The only class that knows the AWS SDK, so that
 * nobody needs its jars who does not sign. Stateless.
 */
final class AwsTransports {

  private AwsTransports() {}

  static OpenSearchTransport open(
      ConnectionSettings settings, Authentication.AwsSigV4 aws, URI node) {
    if (!node.getScheme().equals("https")) {
      throw new IllegalArgumentException(
          "AWS signatures need a URL that begins with https: " + node);
    }
    UrlConnectionHttpClient.Builder http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(settings.connectTimeout())
            .socketTimeout(settings.responseTimeout());
    try {
      TrustManager[] trusted = TlsContexts.trusted(settings.tls());
      if (trusted != null) {
        http.tlsTrustManagersProvider(() -> trusted);
      }
      KeyManager[] keys = TlsContexts.keys(settings.tls());
      if (keys != null) {
        http.tlsKeyManagersProvider(() -> keys);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot use " + settings.tls() + ": " + e, e);
    }
    SdkHttpClient client = http.build();
    String host = node.getPort() > 0 ? node.getHost() + ":" + node.getPort() : node.getHost();
    return new Closing(
        new AwsSdk2Transport(
            client,
            host,
            aws.service(),
            Region.of(aws.region()),
            AwsSdk2TransportOptions.builder().setMapper(new JacksonJsonpMapper()).build()),
        client);
  }

  /** The transport leaves its client open. */
  private record Closing(AwsSdk2Transport transport, SdkHttpClient http)
      implements OpenSearchTransport {

    @Override
    public <Q, R, E> R performRequest(
        Q request, Endpoint<Q, R, E> endpoint, @Nullable TransportOptions options)
        throws IOException {
      return transport.performRequest(request, endpoint, options);
    }

    @Override
    public <Q, R, E> CompletableFuture<R> performRequestAsync(
        Q request, Endpoint<Q, R, E> endpoint, @Nullable TransportOptions options) {
      return transport.performRequestAsync(request, endpoint, options);
    }

    @Override
    public JsonpMapper jsonpMapper() {
      return transport.jsonpMapper();
    }

    @Override
    public TransportOptions options() {
      return transport.options();
    }

    @Override
    public void close() {
      http.close();
    }
  }
}
