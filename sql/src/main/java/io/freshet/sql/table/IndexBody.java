/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** What an index is created with: fields for the columns of a table. Stateless. */
final class IndexBody {
  private IndexBody() {}

  /** Settings and mappings as JSON; fields that no column has are made as OpenSearch guesses. */
  static String of(Columns columns) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode properties = body.putObject("mappings").putObject("properties");
    for (RowType.RowField field : columns.type().getFields()) {
      mapping(field.getType(), properties, field.getName());
    }
    columns
        .vector()
        .ifPresent(
            vector -> {
              body.putObject("settings").putObject("index").put("knn", true);
              vector(properties.putObject(vector.name()), vector.dimension());
            });
    return body.toString();
  }

  private static void mapping(LogicalType type, ObjectNode properties, String name) {
    switch (type.getTypeRoot()) {
      case CHAR, VARCHAR -> {
        ObjectNode field = properties.putObject(name).put("type", "text");
        ObjectNode whole = field.putObject("fields").putObject("keyword");
        whole.put("type", "keyword").put("ignore_above", 256);
      }
      case BOOLEAN -> properties.putObject(name).put("type", "boolean");
      case TINYINT, SMALLINT, INTEGER -> properties.putObject(name).put("type", "integer");
      case BIGINT -> properties.putObject(name).put("type", "long");
      case FLOAT -> properties.putObject(name).put("type", "float");
      case DOUBLE, DECIMAL -> properties.putObject(name).put("type", "double");
      case DATE -> properties.putObject(name).put("type", "date");
      // In the order of time as texts too, in whichever form the format writes them.
      case TIME_WITHOUT_TIME_ZONE, TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          properties.putObject(name).put("type", "keyword");
      default -> {
        // Lists and objects take the form of their first values.
      }
    }
  }

  private static void vector(ObjectNode field, int dimension) {
    field.put("type", "knn_vector").put("dimension", dimension);
    // As in Freshet's generations: the cosine of vectors of length 1, and zeros can be stored.
    field
        .putObject("method")
        .put("name", "hnsw")
        .put("engine", "lucene")
        .put("space_type", "innerproduct");
  }
}
