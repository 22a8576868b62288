/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.connectors.opensearch.sink.DocumentConverter;
import io.freshet.connectors.opensearch.sink.DocumentOperation;
import io.freshet.sql.model.QueryText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.jspecify.annotations.Nullable;

/** Makes writes of the rows of a changelog. */
final class RowConverter implements DocumentConverter<RowData> {
  private static final long serialVersionUID = 1L;

  private final List<RowData.FieldGetter> key;
  private final String delimiter;
  // Null where the table has none: an Optional cannot travel to the TaskManagers.
  private final Columns.@Nullable Vector vector;
  private final Versions versions;
  private final SerializationSchema<RowData> json;

  /**
   * A converter.
   *
   * @param delimiter between the columns of the key
   * @param json makes the whole document of a row
   */
  RowConverter(
      Columns columns, String delimiter, Versions versions, SerializationSchema<RowData> json) {
    this.key =
        columns.key().stream()
            .map(
                position -> RowData.createFieldGetter(columns.type().getTypeAt(position), position))
            .toList();
    this.delimiter = delimiter;
    this.vector = columns.vector().orElse(null);
    this.versions = versions;
    this.json = json;
  }

  @Override
  public void open(WriterInitContext context) throws IOException {
    try {
      json.open(context.asSerializationSchemaInitializationContext());
    } catch (Exception e) {
      throw new IOException("the format of the table cannot be opened", e);
    }
  }

  @Override
  public DocumentOperation convert(RowData row, SinkWriter.Context context) {
    String id =
        key.stream()
            .map(column -> String.valueOf(column.getFieldOrNull(row)))
            .collect(Collectors.joining(delimiter));
    if (id.isEmpty()) {
      return DocumentOperation.refuse(id, "no-id", "the key is empty: " + row);
    }
    OptionalLong version = versions.of(row);
    if (version.isEmpty()) {
      return DocumentOperation.refuse(
          id, "no-version", "the version of '" + id + "' is null or less than 0");
    }
    // What a row was before an update comes where a filter may keep the row after it back.
    if (row.getRowKind() == RowKind.DELETE || row.getRowKind() == RowKind.UPDATE_BEFORE) {
      return DocumentOperation.delete(id, version.getAsLong());
    }
    Optional<String> wrong = vector == null ? Optional.empty() : wrong(vector, row);
    return wrong.isPresent()
        ? DocumentOperation.refuse(id, "vector", "document '" + id + "': " + wrong.get())
        : DocumentOperation.index(id, version.getAsLong(), json.serialize(row));
  }

  /** Why a vector cannot be searched; empty where it can, or where the row has none. */
  private static Optional<String> wrong(Columns.Vector column, RowData row) {
    if (row.isNullAt(column.position())) {
      return Optional.empty();
    }
    ArrayData values = row.getArray(column.position());
    if (QueryText.of(values).isPresent()) {
      return Optional.of(
          "column '%s' holds a query of the version that serves, which only a table with 'version'"
                  .formatted(column.name())
              + " = 'serving' can search; documents need the vectors of a version by name");
    }
    if (values.size() != column.dimension()) {
      return Optional.of(
          "the vector in column '%s' has %d numbers, and 'vector.dimension' says %d"
              .formatted(column.name(), values.size(), column.dimension()));
    }
    for (int i = 0; i < values.size(); i++) {
      if (values.isNullAt(i) || !Float.isFinite(values.getFloat(i))) {
        return Optional.of(
            "number %d of the vector in column '%s' is none".formatted(i, column.name()));
      }
    }
    return Optional.empty();
  }
}
