/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.sink.MissingIndexPolicy;
import io.freshet.connectors.opensearch.sink.OpenSearchSink;
import io.freshet.connectors.opensearch.sink.OpenSearchSinkBuilder;
import io.freshet.sql.options.OpenSearchOptions;
import io.freshet.sql.options.SinkOptions;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

/**
 * Writes the changes of a table into an index: the row of a key is a document, and a deleted row is
 * none. By the sink for streams, so with its guarantees. Immutable.
 */
record OpenSearchTableSink(
    Columns columns,
    ConnectionSettings connection,
    ReadableConfig options,
    EncodingFormat<SerializationSchema<RowData>> format,
    DataType type)
    implements DynamicTableSink {

  /** Checks the options, whether or not anything is written ever. */
  static OpenSearchTableSink of(
      Columns columns,
      ReadableConfig options,
      EncodingFormat<SerializationSchema<RowData>> format,
      DataType type) {
    OpenSearchTableSink sink =
        new OpenSearchTableSink(
            columns, OpenSearchOptions.connection(options), options, format, type);
    SinkOptions.apply(options, OpenSearchSink.builder());
    sink.versions();
    return sink;
  }

  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    // A delete has its version in a column, which a key alone lacks.
    return ChangelogMode.upsert(versionColumn().isEmpty());
  }

  private Optional<String> versionColumn() {
    return options.getOptional(SinkOptions.VERSION_COLUMN);
  }

  private Versions versions() {
    return versionColumn()
        .map(name -> Versions.ofColumn(columns.type(), name))
        .orElseGet(() -> Versions.ofClock(InstantSource.system()));
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    OpenSearchSinkBuilder<RowData> builder =
        OpenSearchSink.<RowData>builder()
            .setConnection(connection)
            .setIndex(options.get(OpenSearchOptions.INDEX))
            .setMissingIndex(missingIndex())
            .setConverter(
                new RowConverter(
                    columns,
                    options.get(SinkOptions.KEY_DELIMITER),
                    versions(),
                    format.createRuntimeEncoder(context, type)));
    SinkOptions.apply(options, builder);
    return SinkV2Provider.of(
        builder.build(), options.getOptional(FactoryUtil.SINK_PARALLELISM).orElse(null));
  }

  private MissingIndexPolicy missingIndex() {
    return switch (options.get(SinkOptions.MISSING_INDEX)) {
      case FAIL -> MissingIndexPolicy.fail();
      case CREATE -> MissingIndexPolicy.create(IndexBody.of(columns));
    };
  }

  @Override
  public DynamicTableSink copy() {
    return this;
  }

  @Override
  public String asSummaryString() {
    return OpenSearchTableFactory.IDENTIFIER;
  }
}
