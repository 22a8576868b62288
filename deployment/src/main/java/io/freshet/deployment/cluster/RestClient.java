/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

/**
 * JSON over HTTP with a JobManager. Credentials in the address ({@code https://user:password@host})
 * are sent as basic authentication and never shown. Thread-safe.
 */
final class RestClient {
  static final JsonMapper JSON = new JsonMapper();

  /** The main method of a job runs within one call: it may fetch topics and files. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int FIRST_ERROR = 400;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final URI base;
  private final String credentials;

  RestClient(URI address) {
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    String slash = path.endsWith("/") ? path : path + "/";
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    this.base = URI.create(address.getScheme() + "://" + address.getHost() + port + slash);
    this.credentials =
        address.getUserInfo() == null
            ? ""
            : Base64.getEncoder().encodeToString(address.getUserInfo().getBytes(UTF_8));
  }

  /** Where the JobManager is, without credentials, with a slash at the end. */
  URI base() {
    return base;
  }

  JsonNode get(String path) throws ClusterException {
    return send(request(path).GET().build());
  }

  JsonNode post(String path, JsonNode body) throws ClusterException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  JsonNode patch(String path) throws ClusterException {
    return send(request(path).method("PATCH", BodyPublishers.noBody()).build());
  }

  void delete(String path) throws ClusterException {
    JsonNode unused = send(request(path).DELETE().build());
  }

  /** Sends a file as the only part of a form. */
  JsonNode upload(String path, String field, Path file) throws IOException {
    String boundary = "freshet-" + UUID.randomUUID();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
            .formatted(boundary, field, file.getFileName());
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head),
            BodyPublishers.ofFile(file),
            BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(body)
            .build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER);
    return credentials.isEmpty()
        ? request
        : request.header("Authorization", "Basic " + credentials);
  }

  private JsonNode send(HttpRequest request) throws ClusterException {
    HttpResponse<String> answer = exchange(request);
    JsonNode body = body(answer);
    if (answer.statusCode() >= FIRST_ERROR) {
      throw new ClusterException(
          "%s answers %d: %s".formatted(base, answer.statusCode(), reason(body, answer.body())),
          answer.statusCode());
    }
    return body;
  }

  private HttpResponse<String> exchange(HttpRequest request) throws ClusterException {
    try {
      return http.send(request, BodyHandlers.ofString(UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted", new InterruptedIOException());
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new ClusterException(
          "no Flink cluster answers at %s (%s); is the address that of its REST interface?"
              .formatted(base, why),
          e);
    }
  }

  private JsonNode body(HttpResponse<String> answer) throws ClusterException {
    if (answer.body().isBlank()) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw new ClusterException(
          "%s answers %d with something else than JSON; is it Flink's REST interface?"
              .formatted(base, answer.statusCode()),
          e);
    }
  }

  private static String reason(JsonNode body, String text) {
    JsonNode errors = body.path("errors");
    return errors.isEmpty()
        ? Causes.last(text)
        : Causes.last(String.join("\n", JSON.convertValue(errors, String[].class)));
  }
}
