/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples.sink;

import io.freshet.connectors.opensearch.sink.DocumentOperation;
import io.freshet.connectors.opensearch.sink.MissingIndexPolicy;
import io.freshet.connectors.opensearch.sink.OpenSearchSink;
import io.freshet.connectors.opensearch.sink.RejectedDocumentHandler;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job that keeps an index of products as the catalogue's changes say. */
public final class ProductsIntoOpenSearch {

  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

  private static final String INDEX =
      """
      {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0},
        "mappings": {
          "dynamic": "strict",
          "properties": {"name": {"type": "text"}, "cents": {"type": "integer"}}
        }
      }
      """;

  private ProductsIntoOpenSearch() {}

  /**
   * Runs the job with three changes of two products.
   *
   * @param args the URL of OpenSearch and the name of the index
   * @throws Exception if the job fails
   */
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(CHECKPOINTS.toMillis());
    DataStream<Product> changes =
        env.fromData(
            new Product("1", 1, "a kettle", 2_000),
            new Product("1", 2, "a kettle, reduced", 1_500),
            new Product("2", 1, "a pan", 3_000));
    changes.sinkTo(sink(args[0], args[1], RejectedDocumentHandler.fail())).uid("products");
    env.execute("products into OpenSearch");
  }

  /**
   * The sink.
   *
   * @param rejected takes the documents that OpenSearch refuses, and the catalogue's mistakes
   */
  public static OpenSearchSink<Product> sink(
      String url, String index, RejectedDocumentHandler<Product> rejected) {
    return OpenSearchSink.<Product>builder()
        .setHosts(url)
        .setIndex(index)
        .setMissingIndex(MissingIndexPolicy.create(INDEX))
        .setConverter(ProductsIntoOpenSearch::operation)
        .setRejectedDocumentHandler(rejected)
        .setBulkMaxActions(1_000)
        .setLinger(Duration.ofSeconds(1))
        .build();
  }

  private static DocumentOperation operation(Product product, SinkWriter.Context context) {
    if (product.cents() < 0) {
      return DocumentOperation.refuse(
          product.id(), "negative-price", product.name() + " costs " + product.cents());
    }
    if (product.name().isEmpty()) {
      return DocumentOperation.delete(product.id(), product.change());
    }
    return DocumentOperation.index(
        product.id(), product.change(), Map.of("name", product.name(), "cents", product.cents()));
  }
}
