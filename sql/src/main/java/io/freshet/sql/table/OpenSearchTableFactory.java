/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.sql.options.EncoderOptions;
import io.freshet.sql.options.OpenSearchOptions;
import io.freshet.sql.options.OptionNames;
import io.freshet.sql.options.SearchOptions;
import io.freshet.sql.options.SinkOptions;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;
import org.apache.flink.table.types.logical.RowType;

/** Makes tables of {@code 'connector' = 'freshet-opensearch'}. Stateless. */
public final class OpenSearchTableFactory
    implements DynamicTableSinkFactory, DynamicTableSourceFactory {

  /** The word that tables are declared with. */
  public static final String IDENTIFIER = "freshet-opensearch";

  /** For Flink, which finds factories by the service loader. */
  public OpenSearchTableFactory() {}

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return OpenSearchOptions.required();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    Set<ConfigOption<?>> all = new HashSet<>(OpenSearchOptions.optional());
    all.addAll(SinkOptions.optional());
    all.addAll(SearchOptions.optional());
    return all;
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    FactoryUtil.TableFactoryHelper helper = checked(context);
    EncodingFormat<SerializationSchema<RowData>> format =
        helper.discoverEncodingFormat(SerializationFormatFactory.class, OpenSearchOptions.FORMAT);
    helper.validate();
    if (SearchSources.followsAlias(helper.getOptions())) {
      throw OptionNames.wrong(
          EncoderOptions.VERSION,
          "a table that follows the alias can be searched alone; documents get into its generations"
              + " by the topic `documents` and the job `index`");
    }
    return OpenSearchTableSink.of(
        columns(context, helper), helper.getOptions(), format, context.getPhysicalRowDataType());
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = checked(context);
    DecodingFormat<DeserializationSchema<RowData>> format =
        helper.discoverDecodingFormat(DeserializationFormatFactory.class, OpenSearchOptions.FORMAT);
    helper.validate();
    Columns columns = columns(context, helper);
    Columns.Vector vector =
        columns
            .vector()
            .orElseThrow(
                () ->
                    new ValidationException(
                        "a table in OpenSearch is read by VECTOR_SEARCH, for which it needs a"
                            + " column of ARRAY<FLOAT>"));
    return new OpenSearchSearchSource(
        SearchSources.of(columns, vector, helper.getOptions()),
        vector,
        format,
        context.getPhysicalRowDataType());
  }

  private FactoryUtil.TableFactoryHelper checked(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    String ofFormat = helper.getOptions().get(OpenSearchOptions.FORMAT) + ".";
    OptionNames.check(
        this, context.getCatalogTable().getOptions().keySet(), name -> name.startsWith(ofFormat));
    return helper;
  }

  private static Columns columns(Context context, FactoryUtil.TableFactoryHelper helper) {
    return Columns.of(
        (RowType) context.getPhysicalRowDataType().getLogicalType(),
        context.getPrimaryKeyIndexes(),
        helper.getOptions());
  }
}
