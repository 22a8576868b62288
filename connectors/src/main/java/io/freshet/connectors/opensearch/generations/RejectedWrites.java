/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.DocumentFields;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.sink.DocumentOperation;
import io.freshet.connectors.opensearch.sink.RejectedDocument;
import io.freshet.connectors.opensearch.sink.RejectedDocumentHandler;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DeadLetterHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Makes dead letters of writes that OpenSearch refuses. Thread-safe.
 *
 * @param letters takes them
 */
public record RejectedWrites(DeadLetterHandler letters)
    implements RejectedDocumentHandler<IndexOperation> {

  private static final String STAGE = "index";

  @Override
  public Outlet<IndexOperation> open() throws IOException {
    return new LetterOutlet(letters.open());
  }

  private record LetterOutlet(DeadLetterHandler.Outlet letters) implements Outlet<IndexOperation> {

    @Override
    public void accept(RejectedDocument<IndexOperation> document) throws IOException {
      IndexOperation write = document.element();
      letters.accept(
          new DeadLetter(
              write.id().getBytes(StandardCharsets.UTF_8),
              source(document),
              write.origin(),
              STAGE,
              document.reason(),
              "index '%s', document '%s', version %d: %s"
                  .formatted(write.index(), write.id(), write.version(), document.error())));
    }

    private static byte[] source(RejectedDocument<IndexOperation> document) {
      if (document.operation() instanceof DocumentOperation.Index index) {
        return index.source();
      }
      ObjectNode words = OpenSearchConnection.newObject();
      if (document.element() instanceof IndexOperation.Put put) {
        words.put(DocumentFields.TITLE, put.title()).put(DocumentFields.TEXT, put.text());
      }
      return words.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void flush() throws IOException {
      letters.flush();
    }

    @Override
    public void close() throws IOException {
      letters.close();
    }
  }
}
