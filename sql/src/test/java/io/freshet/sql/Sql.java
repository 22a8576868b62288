/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** SQL as a person types it, on a cluster of this process, and what stands in an index after it. */
public final class Sql {
  private static final int PAGE = 10_000;
  private static final JsonMapper JSON = new JsonMapper();

  /** A small model whose reference embeddings are tested in its own module. */
  public static final Path MODEL =
      Path.of(System.getProperty("freshet.home"))
          .resolve("model/src/test/resources/fixtures/encoders/bert");

  private final TableEnvironment tables;

  private Sql(TableEnvironment tables) {
    this.tables = tables;
  }

  /** A session with some parallelism. */
  public static Sql session(int parallelism) {
    Configuration configuration = new Configuration();
    configuration.setString("parallelism.default", Integer.toString(parallelism));
    configuration.setString("restart-strategy.type", "disable");
    return new Sql(
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(configuration)
                .build()));
  }

  /** The environment that statements run in. */
  public TableEnvironment tables() {
    return tables;
  }

  /** Runs statements, each to its end. */
  public Sql run(String... statements) throws Exception {
    for (String statement : statements) {
      tables.executeSql(statement).await();
    }
    return this;
  }

  /** The rows of a query that ends. */
  public List<Row> rows(String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    CloseableIterator<Row> results = tables.executeSql(query).collect();
    results.forEachRemaining(rows::add);
    results.close();
    return rows;
  }

  /** The sources of all documents that an index shows, after a refresh, by id. */
  public static List<JsonNode> documents(String url, String index) throws Exception {
    call("POST", url + "/" + index + "/_refresh", "");
    List<JsonNode> documents = new ArrayList<>();
    String after = "";
    JsonNode page;
    do {
      page =
          call(
                  "POST",
                  url + "/" + index + "/_search",
                  "{\"size\":%d,\"sort\":[\"_id\"]%s}".formatted(PAGE, after))
              .path("hits")
              .path("hits");
      page.forEach(documents::add);
      if (!page.isEmpty()) {
        after = ",\"search_after\":[\"" + page.get(page.size() - 1).path("_id").asText() + "\"]";
      }
    } while (page.size() == PAGE);
    return documents;
  }

  /** Calls a server. */
  public static JsonNode call(String method, String url, String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url))
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .header("Content-Type", "application/json")
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(url + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
