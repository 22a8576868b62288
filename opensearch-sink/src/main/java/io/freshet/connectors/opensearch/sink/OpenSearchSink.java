/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import java.io.IOException;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes documents into indices of OpenSearch. When a checkpoint completes, everything before it is
 * in OpenSearch or was kept by the handler of rejected documents; while OpenSearch is away, the
 * sink holds the stream back. Versions of documents make repeated and reordered writes harmless.
 *
 * <pre>{@code
 * stream.sinkTo(
 *     OpenSearchSink.<Product>builder()
 *         .setHosts("http://localhost:9200")
 *         .setIndex("products")
 *         .setConverter(
 *             (product, context) ->
 *                 DocumentOperation.index(
 *                     product.id(), product.version(), Map.of("name", product.name())))
 *         .build());
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <T> the records of the stream
 */
@PublicEvolving
public final class OpenSearchSink<T> implements Sink<T> {

  private static final long serialVersionUID = 1;

  private final ConnectionSettings connection;
  private final DocumentConverter<T> converter;
  private final IndexSelector<T> indices;
  private final MissingIndexPolicy missingIndex;
  private final RejectedDocumentHandler<T> rejectedDocuments;
  private final BulkSettings settings;

  OpenSearchSink(
      ConnectionSettings connection,
      DocumentConverter<T> converter,
      IndexSelector<T> indices,
      MissingIndexPolicy missingIndex,
      RejectedDocumentHandler<T> rejectedDocuments,
      BulkSettings settings) {
    this.connection = connection;
    this.converter = converter;
    this.indices = indices;
    this.missingIndex = missingIndex;
    this.rejectedDocuments = rejectedDocuments;
    this.settings = settings;
  }

  /** A builder with nothing set. */
  public static <T> OpenSearchSinkBuilder<T> builder() {
    return new OpenSearchSinkBuilder<>();
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    converter.open(context);
    return new OpenSearchSinkWriter<>(this, context);
  }

  ConnectionSettings connection() {
    return connection;
  }

  DocumentConverter<T> converter() {
    return converter;
  }

  IndexSelector<T> indices() {
    return indices;
  }

  MissingIndexPolicy missingIndex() {
    return missingIndex;
  }

  RejectedDocumentHandler<T> rejectedDocuments() {
    return rejectedDocuments;
  }

  BulkSettings settings() {
    return settings;
  }
}
