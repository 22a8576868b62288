/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.VectorSearchTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.search.AsyncVectorSearchFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** Searches the documents of a table by their vectors. Used by the planner's thread. */
final class OpenSearchSearchSource implements VectorSearchTableSource, SupportsReadingMetadata {
  private final Search.Source search;
  private final Columns.Vector vector;
  private final DecodingFormat<DeserializationSchema<RowData>> format;
  private final DataType physical;
  private List<AnswerColumn> about = List.of();

  OpenSearchSearchSource(
      Search.Source search,
      Columns.Vector vector,
      DecodingFormat<DeserializationSchema<RowData>> format,
      DataType physical) {
    this.search = search;
    this.vector = vector;
    this.format = format;
    this.physical = physical;
  }

  @Override
  public VectorSearchRuntimeProvider getSearchRuntimeProvider(VectorSearchContext context) {
    int[][] columns = context.getSearchColumns();
    if (columns.length != 1 || columns[0].length != 1 || columns[0][0] != vector.position()) {
      throw new ValidationException(
          "the vectors of this table are in column '%s'; search by DESCRIPTOR(%s)"
              .formatted(vector.name(), vector.name()));
    }
    return AsyncVectorSearchFunctionProvider.of(
        new SearchFunction(search, format.createRuntimeDecoder(context, physical), about));
  }

  @Override
  public Map<String, DataType> listReadableMetadata() {
    Map<String, DataType> all = new LinkedHashMap<>();
    for (AnswerColumn column : AnswerColumn.values()) {
      // Nullable, as columns of tables are: Flink 2.2 casts nothing below VECTOR_SEARCH.
      all.put(column.key(), DataTypes.STRING());
    }
    return all;
  }

  @Override
  public void applyReadableMetadata(List<String> keys, DataType produced) {
    about =
        keys.stream()
            .map(
                key ->
                    Arrays.stream(AnswerColumn.values())
                        .filter(column -> column.key().equals(key))
                        .findFirst()
                        .orElseThrow())
            .toList();
  }

  @Override
  public DynamicTableSource copy() {
    OpenSearchSearchSource copy = new OpenSearchSearchSource(search, vector, format, physical);
    copy.about = about;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return OpenSearchTableFactory.IDENTIFIER;
  }
}
