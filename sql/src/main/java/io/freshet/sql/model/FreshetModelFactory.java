/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import io.freshet.sql.options.EncoderOptions;
import io.freshet.sql.options.OptionNames;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/** Makes models of {@code 'provider' = 'freshet'}. Stateless. */
public final class FreshetModelFactory implements ModelProviderFactory {

  /** The word that models are declared with. */
  public static final String IDENTIFIER = "freshet";

  private static final Set<ConfigOption<?>> OF_SERVING =
      Set.of(EncoderOptions.VERSION, EncoderOptions.KIND);

  /** For Flink, which finds factories by the service loader. */
  public FreshetModelFactory() {}

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return EncoderOptions.ofModels();
  }

  @Override
  public ModelProvider createModelProvider(Context context) {
    FactoryUtil.ModelProviderFactoryHelper helper =
        FactoryUtil.createModelProviderFactoryHelper(this, context);
    OptionNames.check(this, context.getCatalogModel().getOptions().keySet(), name -> false);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    checkInput(
        (RowType)
            context
                .getCatalogModel()
                .getResolvedInputSchema()
                .toPhysicalRowDataType()
                .getLogicalType());
    OutputColumns output =
        output(
            (RowType)
                context
                    .getCatalogModel()
                    .getResolvedOutputSchema()
                    .toPhysicalRowDataType()
                    .getLogicalType());
    if (options
        .getOptional(EncoderOptions.VERSION)
        .filter(EncoderOptions.SERVING::equals)
        .isPresent()) {
      checkServing(options, output);
      return new FreshetModel(() -> new ServingQueryFunction());
    }
    EncoderSpec spec = EncoderSpec.of(options);
    TextSettings settings = TextSettings.of(options);
    return new FreshetModel(() -> new EmbedTextFunction(spec, settings, output));
  }

  private static void checkInput(RowType type) {
    if (type.getFieldCount() != 1 || !type.getTypeAt(0).is(LogicalTypeFamily.CHARACTER_STRING)) {
      throw new ValidationException(
          "a model of Freshet reads one text; declare INPUT (text STRING), not " + type);
    }
  }

  private static OutputColumns output(RowType type) {
    int vector = -1;
    int digest = -1;
    for (int i = 0; i < type.getFieldCount(); i++) {
      LogicalType column = type.getTypeAt(i);
      if (vector < 0
          && column instanceof ArrayType array
          && array.getElementType().getTypeRoot() == LogicalTypeRoot.FLOAT) {
        vector = i;
      } else if (digest < 0 && column.is(LogicalTypeFamily.CHARACTER_STRING)) {
        digest = i;
      } else {
        vector = -1;
        break;
      }
    }
    if (vector < 0) {
      throw new ValidationException(
          "a model of Freshet gives a vector and, where asked for, the digest of what made it;"
              + " declare OUTPUT (v ARRAY<FLOAT>) or OUTPUT (v ARRAY<FLOAT>, digest STRING), not "
              + type);
    }
    return new OutputColumns(type.getFieldCount(), vector, digest);
  }

  private static void checkServing(ReadableConfig options, OutputColumns output) {
    if (options.get(EncoderOptions.KIND) != EncoderOptions.Kind.QUERY) {
      throw OptionNames.wrong(
          EncoderOptions.VERSION,
          "'serving' is for queries, which follow the alias together with the table they search"
              + " ('kind' = 'query'); documents that do so would mix vectors of several versions:"
              + " let the job `index` encode them, or name a version");
    }
    if (output.digest() >= 0) {
      throw OptionNames.wrong(
          EncoderOptions.VERSION,
          "with 'serving' the version is known when the search is answered; leave the digest out"
              + " here, and read it from the table that is searched");
    }
    for (ConfigOption<?> option : EncoderOptions.ofModels()) {
      if (!OF_SERVING.contains(option) && options.getOptional(option).isPresent()) {
        throw OptionNames.wrong(
            option,
            "with 'version' = 'serving' the table that is searched encodes the query; give this"
                + " option to the table");
      }
    }
  }
}
