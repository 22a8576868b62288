/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a secured cluster sees of the client; the cluster is an HTTPS server of the JDK. */
class SecurityTest {

  @TempDir static Path directory;
  private static TestCertificates server;
  private static TestCertificates client;

  /** A request as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Seen(String method, String target, Map<String, String> headers, byte[] body) {}

  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private HttpsServer https;
  private int status = 200;

  @BeforeAll
  static void certify() throws Exception {
    server = TestCertificates.make(directory, "server");
    client = TestCertificates.make(directory, "client");
  }

  @BeforeEach
  void start() throws Exception {
    SSLContext context =
        TlsContexts.of(
            TlsSettings.PLATFORM
                .trusting(client.certificate().toString())
                .showingPkcs12(server.store().toString(), TestCertificates.PASSWORD));
    https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setWantClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    https.createContext("/", this::answer);
    https.start();
  }

  @AfterEach
  void stop() {
    https.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      var session = ((HttpsExchange) exchange).getSSLSession();
      String peer;
      try {
        peer = session.getPeerPrincipal().getName();
      } catch (SSLPeerUnverifiedException nobody) {
        peer = "";
      }
      headers.put("peer", peer);
      seen.add(
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              exchange.getRequestBody().readAllBytes()));
      byte[] body =
          (status == 200 ? "{\"version\":{\"number\":\"9.9.9\"}}" : "{\"Message\":\"not yours\"}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private ConnectionSettings settings() {
    return ConnectionSettings.of("https://127.0.0.1:" + https.getAddress().getPort())
        .over(TlsSettings.PLATFORM.trusting(server.certificate().toString()));
  }

  private static String version(ConnectionSettings settings) throws IOException {
    try (OpenSearchConnection connection = OpenSearchConnection.open(settings)) {
      return connection.serverVersion();
    }
  }

  @Test
  void authoritiesAreTrustedAsGiven() throws IOException {
    assertThat(version(settings())).isEqualTo("9.9.9");
    assertThat(seen.get(0).headers()).containsEntry("peer", "");
    assertThat(seen.get(0).headers()).doesNotContainKey("authorization");
    assertThatThrownBy(() -> version(settings().over(TlsSettings.PLATFORM)))
        .isInstanceOf(OpenSearchFailure.class)
        .hasMessageContaining("does not answer");
    assertThatThrownBy(
            () ->
                version(
                    settings()
                        .over(TlsSettings.PLATFORM.trusting(client.certificate().toString()))))
        .isInstanceOf(OpenSearchFailure.class);
    assertThat(seen).hasSize(1);
  }

  @Test
  void certificatesAreShownFromPemAndPkcs12() throws IOException {
    TlsSettings trust = settings().tls();
    version(
        settings()
            .over(trust.showingPem(client.certificate().toString(), client.key().toString())));
    version(
        settings().over(trust.showingPkcs12(client.store().toString(), TestCertificates.PASSWORD)));
    assertThat(seen).extracting(one -> one.headers().get("peer")).containsOnly("CN=client");
    assertThat(seen).hasSize(2);
  }

  @Test
  void filesThatCannotBeUsedAreNamed() {
    TlsSettings trust = settings().tls();
    refused(trust.trusting("no-such.pem"), "no-such.pem");
    refused(trust.trusting(client.key().toString()), "client-key.pem");
    refused(trust.showingPkcs12(client.store().toString(), "wrong"), "client.p12");
    refused(
        trust.showingPem(client.certificate().toString(), client.certificate().toString()),
        "PKCS8");
  }

  private void refused(TlsSettings tls, String message) {
    assertThatThrownBy(() -> OpenSearchConnection.open(settings().over(tls)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void basicAuthenticationTravels() throws IOException {
    version(settings().asUser("user", "pass"));
    assertThat(seen.get(0).headers()).containsEntry("authorization", "Basic dXNlcjpwYXNz");
  }

  @Test
  void awsSignaturesAreCorrect() throws Exception {
    System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
    System.setProperty("aws.secretAccessKey", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    ConnectionSettings signing = settings().as(new Authentication.AwsSigV4("eu-central-1", "es"));
    try (OpenSearchConnection connection = OpenSearchConnection.open(signing)) {
      connection.serverVersion();
      connection.call(
          "POST",
          "/_bulk",
          Map.of("filter_path", "errors,items.*.status"),
          "{}\n".getBytes(StandardCharsets.UTF_8),
          "application/x-ndjson");
      status = 403;
      Reply refused = connection.call("HEAD", "/index", Map.of());
      assertThat(refused.status()).isEqualTo(403);
      Reply told = connection.call("GET", "/index", Map.of());
      assertThat(told.errorReason()).isEqualTo("not yours");
      assertThat(told.errorType()).isEqualTo("security_exception");
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
    assertThat(seen).hasSize(4);
    assertThat(seen.get(1).body()).isEqualTo("{}\n".getBytes(StandardCharsets.UTF_8));
    for (Seen request : seen) {
      String authorization = request.headers().get("authorization");
      assertThat(authorization)
          .contains("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
          .contains("/eu-central-1/es/aws4_request");
      assertThat(AwsSignature.of(request, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
          .as("%s", request)
          .isEqualTo(authorization.substring(authorization.indexOf("Signature=") + 10));
    }
  }

  @Test
  void awsWantsOneSecureUrl() {
    Authentication aws = new Authentication.AwsSigV4("eu-central-1", "aoss");
    assertThatThrownBy(
            () -> OpenSearchConnection.open(ConnectionSettings.of("https://a,https://b").as(aws)))
        .hasMessageContaining("one URL");
    assertThatThrownBy(() -> OpenSearchConnection.open(ConnectionSettings.of("http://a").as(aws)))
        .hasMessageContaining("https");
  }
}
