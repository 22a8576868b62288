/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.connectors.opensearch.sink.RejectedDocument;
import io.freshet.connectors.opensearch.sink.RejectedDocumentHandler;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example on a MiniCluster with a real node; what is stored is read without Freshet. */
@ExtendWith(ServersExtension.class)
class ProductsIntoOpenSearchITCase {

  @TempDir private Path directory;

  @Test
  void mainWritesTheCatalogue(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String index = Servers.unique("products");
    ProductsIntoOpenSearch.main(new String[] {url, index});
    assertThat(get(url + "/" + index + "/_doc/1").path("_source").path("name").asText())
        .isEqualTo("a kettle, reduced");
    assertThat(get(url + "/" + index + "/_doc/1").path("_version").asLong()).isEqualTo(2);
    assertThat(get(url + "/" + index + "/_doc/2").path("found").asBoolean()).isTrue();
  }

  @Test
  void productsGoAndMistakesAreKeptAside(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String index = Servers.unique("products");
    Path kept = directory.resolve("rejected.txt");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    env.fromData(
            new Product("1", 1, "a kettle", 2_000),
            new Product("1", 3, "", 0),
            new Product("1", 2, "a kettle that comes late", 1_500),
            new Product("2", 1, "a pan", -1),
            new Product("3", 1, "a pot", 10))
        .sinkTo(ProductsIntoOpenSearch.sink(url, index, new KeptInFile(kept.toString())));
    env.execute();
    assertThat(get(url + "/" + index + "/_doc/1").path("found").asBoolean()).isFalse();
    assertThat(get(url + "/" + index + "/_doc/3").path("found").asBoolean()).isTrue();
    assertThat(Files.readString(kept)).isEqualTo("2 negative-price: a pan costs -1\n");
  }

  private static JsonNode get(String url) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body());
  }

  /** Appends a line a document. */
  record KeptInFile(String file) implements RejectedDocumentHandler<Product> {

    @Override
    public Outlet<Product> open() {
      return new Lines(Path.of(file));
    }
  }

  /** Appends lines. */
  record Lines(Path file) implements RejectedDocumentHandler.Outlet<Product> {

    @Override
    public void accept(RejectedDocument<Product> document) throws IOException {
      Files.writeString(
          file,
          document.id() + " " + document.reason() + ": " + document.error() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
