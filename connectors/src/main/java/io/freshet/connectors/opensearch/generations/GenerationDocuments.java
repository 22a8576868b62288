/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.DocumentFields;
import io.freshet.connectors.opensearch.client.MetadataType;
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

  /** Characters of a wrong value in a message. */
  private static final int SHOWN = 80;

  @Override
  public DocumentOperation convert(IndexOperation operation, SinkWriter.Context context) {
    Map<String, Object> source = new LinkedHashMap<>();
    if (operation instanceof IndexOperation.Put put) {
      if (!put.vectors().values().stream().allMatch(GenerationDocuments::areFinite)) {
        return DocumentOperation.refuse(
            put.id(), "non-finite-vector", "the encoder made a vector that is not finite");
      }
      source.put(DocumentFields.TITLE, put.title());
      source.put(DocumentFields.TEXT, put.text());
      // By key, so that equal content has equal bytes.
      source.put(DocumentFields.METADATA, new TreeMap<>(put.metadata()));
      Map<String, Object> typed = new TreeMap<>();
      for (Map.Entry<String, MetadataType> entry : put.types().entrySet()) {
        String value = put.metadata().get(entry.getKey());
        if (value != null) {
          try {
            typed.put(entry.getKey(), entry.getValue().parse(value));
          } catch (IllegalArgumentException e) {
            return refused(put.id(), entry.getKey(), value, entry.getValue());
          }
        }
      }
      if (!typed.isEmpty()) {
        source.put(DocumentFields.TYPED, typed);
      }
      new TreeMap<>(put.vectors())
          .forEach(
              (field, vectors) -> {
                VectorPath path = new VectorPath(field);
                source.put(path.field(), path.isNested() ? chunks(path, vectors) : vectors[0]);
              });
    } else {
      source.put(DocumentFields.DELETED, true);
    }
    return DocumentOperation.index(operation.id(), operation.version(), source);
  }

  private static DocumentOperation refused(
      String id, String field, String value, MetadataType type) {
    String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
    return DocumentOperation.refuse(
        id,
        "metadata-type",
        "the metadata field '%s' is '%s' and must be %s; send it so, or leave the field out"
            .formatted(field, shown, type.description()));
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
