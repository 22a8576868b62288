/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.annotation.PublicEvolving;
import org.opensearch.client.opensearch._types.OpenSearchException;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * A pool of connections to one OpenSearch cluster. Thread-safe; opening does not connect yet, so it
 * succeeds while the cluster is away.
 *
 * <p>Requests are written and answers are read as JSON trees: vectors never become lists of boxed
 * numbers, and an unexpected answer can be shown as it came.
 */
@PublicEvolving
public final class OpenSearchConnection implements AutoCloseable {

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build());

  private final String url;
  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient client;

  private OpenSearchConnection(String url, OpenSearchTransport transport) {
    this.url = url;
    this.transport = transport;
    this.client = new OpenSearchGenericClient(transport);
  }

  /**
   * Opens a pool.
   *
   * @throws IllegalArgumentException if the URL is none, or a file of the TLS settings cannot be
   *     used
   */
  public static OpenSearchConnection open(ConnectionSettings settings) {
    List<URI> nodes = nodes(settings.url());
    OpenSearchTransport transport =
        settings.authentication() instanceof Authentication.AwsSigV4 aws
            ? signed(settings, aws, nodes)
            : HttpTransports.open(settings, nodes);
    return new OpenSearchConnection(settings.url(), transport);
  }

  private static OpenSearchTransport signed(
      ConnectionSettings settings, Authentication.AwsSigV4 aws, List<URI> nodes) {
    if (nodes.size() != 1) {
      throw new IllegalArgumentException(
          "AWS gives one URL for a domain, not several: " + settings.url());
    }
    try {
      return AwsTransports.open(settings, aws, nodes.get(0));
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "AWS signatures need the AWS SDK beside the sink: add sdk-core, auth, http-auth-aws and"
              + " url-connection-client of software.amazon.awssdk ("
              + e.getMessage()
              + " is missing)",
          e);
    }
  }

  /**
   * Checks URLs without connecting.
   *
   * @throws IllegalArgumentException if one is none
   */
  public static void checkUrl(String url) {
    nodes(url);
  }

  private static List<URI> nodes(String url) {
    List<URI> nodes = new ArrayList<>();
    for (String part : url.split(",", -1)) {
      nodes.add(uri(part.strip()));
    }
    return nodes;
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no URL of OpenSearch; write http://host:9200", e);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no URL of OpenSearch; write http://host:9200");
  }

  /**
   * The version of the cluster, which also shows that it is there.
   *
   * @throws OpenSearchFailure if it does not answer
   */
  public String serverVersion() throws OpenSearchFailure {
    return call("GET", "/", Map.of())
        .orThrow("reach OpenSearch")
        .body()
        .path("version")
        .path("number")
        .asText();
  }

  /** A new object to write a request into. */
  public static ObjectNode newObject() {
    return JSON.createObjectNode();
  }

  /**
   * Calls and waits.
   *
   * @param endpoint the path, encoded as in URLs
   * @return what was answered, errors among it
   * @throws OpenSearchFailure if nothing was
   */
  public Reply call(String method, String endpoint, Map<String, String> parameters)
      throws OpenSearchFailure {
    return execute(request(method, endpoint, parameters).build());
  }

  /** {@link #call(String, String, Map)} with a JSON body. */
  public Reply call(String method, String endpoint, Map<String, String> parameters, ObjectNode body)
      throws OpenSearchFailure {
    return call(method, endpoint, parameters, bytes(body), "application/json");
  }

  /** {@link #call(String, String, Map)} with any body. */
  public Reply call(
      String method,
      String endpoint,
      Map<String, String> parameters,
      byte[] body,
      String contentType)
      throws OpenSearchFailure {
    return execute(
        request(method, endpoint, parameters).body(Body.from(body, contentType)).build());
  }

  /** Completes exceptionally only with {@link OpenSearchFailure}. */
  CompletableFuture<Reply> callAsync(
      String method, String endpoint, Map<String, String> parameters, ObjectNode body) {
    return callAsync(method, endpoint, parameters, bytes(body), "application/json");
  }

  /** Completes exceptionally only with {@link OpenSearchFailure}. */
  CompletableFuture<Reply> callAsync(
      String method,
      String endpoint,
      Map<String, String> parameters,
      byte[] body,
      String contentType) {
    Request request =
        request(method, endpoint, parameters).body(Body.from(body, contentType)).build();
    return client
        .executeAsync(request)
        .handle(
            (response, error) -> {
              try {
                return error == null ? reply(response) : reply(error);
              } catch (OpenSearchFailure e) {
                throw new CompletionException(e);
              }
            });
  }

  private static Requests.JsonBodyBuilder request(
      String method, String endpoint, Map<String, String> parameters) {
    return Requests.builder().method(method).endpoint(endpoint).query(parameters);
  }

  private Reply execute(Request request) throws OpenSearchFailure {
    try {
      return reply(client.execute(request));
    } catch (OpenSearchFailure e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return reply(e);
    }
  }

  /** The transport throws for some statuses what it returns for others. */
  private Reply reply(Throwable error) throws OpenSearchFailure {
    Throwable cause = error;
    while (cause != null && !(cause instanceof ResponseException)) {
      if (cause instanceof InterruptedException) {
        // Whoever waits next, to try again, must hear of it.
        Thread.currentThread().interrupt();
      }
      cause = cause.getCause();
    }
    if (error instanceof OpenSearchException refused) {
      // The signing transport's word for 403.
      ObjectNode body = JSON.createObjectNode();
      body.putObject("error")
          .put("type", refused.error().type())
          .put("reason", refused.error().reason());
      return new Reply(refused.status(), body);
    }
    if (cause instanceof ResponseException answered) {
      ObjectNode body = JSON.createObjectNode();
      body.putObject("error").put("reason", String.valueOf(answered.getMessage()));
      return new Reply(answered.status(), body);
    }
    throw new OpenSearchFailure(
        0, "", "OpenSearch at " + url + " does not answer: " + error, error);
  }

  private Reply reply(Response response) throws OpenSearchFailure {
    try (response) {
      byte[] bytes = response.getBody().map(Body::bodyAsBytes).orElse(new byte[0]);
      return new Reply(response.getStatus(), tree(bytes));
    } catch (IOException e) {
      throw new OpenSearchFailure(
          0, "", "the answer of OpenSearch at " + url + " cannot be read: " + e, e);
    }
  }

  private static JsonNode tree(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      // Proxies answer in HTML; people want to see it.
      return JSON.createObjectNode().put("error", new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
