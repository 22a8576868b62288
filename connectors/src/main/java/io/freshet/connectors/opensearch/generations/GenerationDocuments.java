/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.DocumentFields;
import io.freshet.connectors.opensearch.client.VectorPath;
import io.freshet.connectors.opensearch.sink.DocumentConverter;
import io.freshet.connectors.opensearch.sink.DocumentOperation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * How a generation's index keeps documents: each with all its vectors as one, so that they are
 * written and deleted together. A delete is a document too, without vector and text: so its version
 * outlives restarts of the node. Stateless and thread-safe.
 */
public record GenerationDocuments() implements DocumentConverter<IndexOperation> {

  @Override
  public DocumentOperation convert(IndexOperation operation, SinkWriter.Context context) {
    Map<String, Object> source = new LinkedHashMap<>();
    if (operation instanceof IndexOperation.Put put) {
      if (!areFinite(put.vectors())) {
        return DocumentOperation.refuse(
            put.id(), "non-finite-vector", "the encoder made a vector that is not finite");
      }
      source.put(DocumentFields.TITLE, put.title());
      source.put(DocumentFields.TEXT, put.text());
      // By key, so that equal content has equal bytes.
      source.put(DocumentFields.METADATA, new TreeMap<>(put.metadata()));
      VectorPath path = new VectorPath(put.vectorField());
      source.put(path.field(), path.isNested() ? chunks(path, put.vectors()) : put.vectors()[0]);
    } else {
      source.put(DocumentFields.DELETED, true);
    }
    return DocumentOperation.index(operation.id(), operation.version(), source);
  }

  private static List<Map<String, float[]>> chunks(VectorPath path, float[][] vectors) {
    return Arrays.stream(vectors).map(vector -> Map.of(path.leaf(), vector)).toList();
  }

  private static boolean areFinite(float[][] vectors) {
    for (float[] vector : vectors) {
      for (float number : vector) {
        if (!Float.isFinite(number)) {
          return false;
        }
      }
    }
    return true;
  }
}
