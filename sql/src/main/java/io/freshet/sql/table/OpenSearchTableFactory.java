/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.sql.options.OpenSearchOptions;
import io.freshet.sql.options.OptionNames;
import io.freshet.sql.options.SinkOptions;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;
import org.apache.flink.table.types.logical.RowType;

/** Makes tables of {@code 'connector' = 'freshet-opensearch'}. Stateless. */
public final class OpenSearchTableFactory implements DynamicTableSinkFactory {

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
    return all;
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    FactoryUtil.TableFactoryHelper helper = checked(context);
    EncodingFormat<SerializationSchema<RowData>> format =
        helper.discoverEncodingFormat(SerializationFormatFactory.class, OpenSearchOptions.FORMAT);
    helper.validate();
    return OpenSearchTableSink.of(
        columns(context, helper), helper.getOptions(), format, context.getPhysicalRowDataType());
  }

  private FactoryUtil.TableFactoryHelper checked(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    OptionNames.check(
        this,
        context.getCatalogTable().getOptions().keySet(),
        helper.getOptions().get(OpenSearchOptions.FORMAT) + ".");
    return helper;
  }

  private static Columns columns(Context context, FactoryUtil.TableFactoryHelper helper) {
    return Columns.of(
        (RowType) context.getPhysicalRowDataType().getLogicalType(),
        context.getPrimaryKeyIndexes(),
        helper.getOptions());
  }
}
