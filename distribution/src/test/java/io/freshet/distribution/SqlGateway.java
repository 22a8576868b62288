/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Flink's own SQL gateway, which its SQL client stands on, as a process with one session. */
final class SqlGateway implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration UP = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final long POLL_NANOS = 100_000_000;
  private static final String KAFKA = "flink-sql-connector-kafka-";

  /** What the lib folder of Flink's distribution has for SQL. */
  private static final Pattern OF_FLINK =
      Pattern.compile("flink-(table|sql-gateway|json|cep|connector-base)[-.0-9a-z]*[.]jar");

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private String session = "";

  private SqlGateway(Process process, int port) {
    this.process = process;
    this.url = "http://127.0.0.1:" + port;
  }

  /**
   * An installation into whose Flink the jars are put that SQL needs, as docs/sql.md tells users to
   * do with a Flink of their own; nothing of the other installation changes.
   */
  static Installation withSql(Installation installation, Path home) throws IOException {
    for (String folder : List.of("bin", "conf", "lib", "plugins")) {
      Image.link(installation.home().resolve(folder), home.resolve(folder));
    }
    Path flink = home.resolve("lib/flink");
    try (Stream<Path> jars = Files.list(installation.home().resolve("sql"))) {
      for (Path jar : jars.toList()) {
        Image.link(jar, flink.resolve(jar.getFileName()));
      }
    }
    for (Path jar : classPath()) {
      if (OF_FLINK.matcher(jar.getFileName().toString()).matches()) {
        Files.copy(jar, flink.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return new Installation(home);
  }

  /** Flink's jar for topics in SQL, which a session adds. */
  static Path kafkaJar() {
    return classPath().stream()
        .filter(jar -> jar.getFileName().toString().startsWith(KAFKA))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(jar -> jar.getFileName() != null)
        .toList();
  }

  /**
   * Starts it and opens the session.
   *
   * @param configuration folder of the configuration of the cluster that runs the jobs
   */
  static SqlGateway start(Installation flink, Path configuration, Path log) throws IOException {
    int port = ProcessCluster.freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FlinkImage.OPENS);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-cp",
            flink.home().resolve("lib/flink")
                + "/*"
                + File.pathSeparator
                + flink.home().resolve("lib")
                + "/*",
            "org.apache.flink.table.gateway.SqlGateway",
            "-Dsql-gateway.endpoint.rest.address=127.0.0.1",
            "-Dsql-gateway.endpoint.rest.port=" + port));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLINK_CONF_DIR", configuration.toString());
    builder.environment().put("DJL_OFFLINE", "true");
    builder.environment().put("PYTORCH_FLAVOR", "cpu");
    SqlGateway gateway =
        new SqlGateway(
            builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), port);
    try {
      Await.until("a session of SQL", UP, gateway::open);
      return gateway;
    } catch (AssertionError e) {
      gateway.close();
      throw e;
    }
  }

  private boolean open() throws IOException, InterruptedException {
    session = "/v2/sessions/" + post("/v2/sessions", "{}").path("sessionHandle").asText();
    return true;
  }

  /** A statement's rows, the values as text with bars between; those of a job that ends. */
  List<String> run(String statement) throws IOException, InterruptedException {
    String asked = JSON.createObjectNode().put("statement", statement).toString();
    String operation = post(session + "/statements", asked).path("operationHandle").asText();
    String next = session + "/operations/" + operation + "/result/0?rowFormat=JSON";
    List<String> rows = new ArrayList<>();
    long end = System.nanoTime() + ANSWER.toNanos();
    while (!next.isEmpty()) {
      JsonNode page = call(HttpRequest.newBuilder(URI.create(url + next)).GET());
      for (JsonNode row : page.path("results").path("data")) {
        List<String> fields = new ArrayList<>();
        row.path("fields").forEach(field -> fields.add(field.asText()));
        rows.add(String.join("|", fields));
      }
      next = page.path("nextResultUri").asText();
      if (System.nanoTime() > end) {
        throw new AssertionError("no end of the answer to " + statement + ": " + rows);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return rows;
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return call(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode call(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
