/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.function;

import io.freshet.connectors.NearestKey;
import io.freshet.sql.model.EncoderSpec;
import io.freshet.sql.model.TextSettings;
import io.freshet.sql.options.EncoderOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.TableSemantics;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.StaticArgument;
import org.apache.flink.table.types.inference.StaticArgumentTrait;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.types.ColumnList;
import org.apache.flink.types.Row;

/**
 * What a call of the function says. Immutable.
 *
 * @param spec which model encodes
 * @param settings how it reads texts
 * @param texts positions of the columns whose texts are encoded, in the order in which they are put
 *     together
 * @param carried positions of the columns that come out as they went in
 * @param ttl how long what is known of an unchanged row is kept
 */
record EmbedArguments(
    EncoderSpec spec,
    TextSettings settings,
    List<Integer> texts,
    List<Integer> carried,
    Duration ttl)
    implements Serializable {

  /** Keeps copies. */
  EmbedArguments {
    texts = List.copyOf(texts);
    carried = List.copyOf(carried);
  }

  /** Name of the argument that is the table. */
  static final String INPUT = "input";

  private static final ConfigOption<Duration> STATE_TTL =
      ConfigOptions.key("state_ttl").durationType().defaultValue(Duration.ofDays(30));

  /** Columns that are encoded where the call names none: those of Freshet's documents. */
  private static final Set<String> USUAL_TEXTS = Set.of("title", "text");

  private static final int TABLE = 0;
  private static final int TEXTS = 1;
  private static final List<ConfigOption<?>> SCALARS =
      List.of(
          EncoderOptions.MODEL,
          EncoderOptions.REGISTRY,
          EncoderOptions.VERSION,
          EncoderOptions.KIND,
          EncoderOptions.TASK,
          EncoderOptions.PROMPT,
          EncoderOptions.MAX_LENGTH,
          EncoderOptions.DEVICE,
          EncoderOptions.THREADS,
          EncoderOptions.BATCH_TOKENS,
          EncoderOptions.DIMENSION,
          EncoderOptions.PRECISION,
          STATE_TTL);

  /** The arguments as Flink checks them: a table, its columns, and the options of a model. */
  static List<StaticArgument> declared() {
    List<StaticArgument> declared = new ArrayList<>();
    declared.add(
        StaticArgument.table(
            INPUT,
            Row.class,
            false,
            EnumSet.of(
                StaticArgumentTrait.TABLE,
                StaticArgumentTrait.SET_SEMANTIC_TABLE,
                StaticArgumentTrait.SUPPORT_UPDATES)));
    declared.add(StaticArgument.scalar("text", DataTypes.DESCRIPTOR(), true));
    SCALARS.forEach(
        option -> declared.add(StaticArgument.scalar(name(option), DataTypes.STRING(), true)));
    return declared;
  }

  /** As arguments are named: SQL reads a dash as a minus. */
  private static String name(ConfigOption<?> option) {
    return option.key().replace('-', '_');
  }

  /**
   * Reads a call.
   *
   * @throws ValidationException naming what is wrong
   */
  static EmbedArguments of(CallContext call) {
    Configuration options = new Configuration();
    for (int i = 0; i < SCALARS.size(); i++) {
      int position = TEXTS + 1 + i;
      ConfigOption<?> option = SCALARS.get(i);
      if (call.isArgumentNull(position)) {
        continue;
      }
      if (!call.isArgumentLiteral(position)) {
        throw new ValidationException(
            "argument '%s' of FRESHET_EMBED has to be a literal text".formatted(name(option)));
      }
      call.getArgumentValue(position, String.class)
          .ifPresent(value -> options.setString(option.key(), value));
    }
    if (options
        .getOptional(EncoderOptions.VERSION)
        .filter(EncoderOptions.SERVING::equals)
        .isPresent()) {
      throw new ValidationException(
          "FRESHET_EMBED: documents that follow the version that serves would mix vectors of"
              + " several versions; name a version, or let the job `index` encode them");
    }
    TableSemantics table = table(call);
    Set<Integer> key = Set.copyOf(IntStream.of(table.partitionByColumns()).boxed().toList());
    DataType type = table.dataType();
    return new EmbedArguments(
        EncoderSpec.of(options),
        TextSettings.of(options),
        texts(call, DataType.getFieldNames(type), DataType.getFieldDataTypes(type)),
        IntStream.range(0, DataType.getFieldCount(type))
            .filter(i -> !key.contains(i))
            .boxed()
            .toList(),
        options.get(STATE_TTL));
  }

  /** The table of a call. */
  static TableSemantics table(CallContext call) {
    return call.getTableSemantics(TABLE)
        .orElseThrow(() -> new ValidationException("FRESHET_EMBED needs a table as 'input'"));
  }

  private static List<Integer> texts(CallContext call, List<String> columns, List<DataType> types) {
    Optional<List<String>> named =
        call.isArgumentNull(TEXTS)
            ? Optional.empty()
            : call.getArgumentValue(TEXTS, ColumnList.class).map(ColumnList::getNames);
    List<String> wanted =
        named.orElseGet(
            () ->
                columns.stream()
                    .filter(name -> USUAL_TEXTS.contains(name.toLowerCase(Locale.ROOT)))
                    .toList());
    if (wanted.isEmpty()) {
      throw new ValidationException(
          "FRESHET_EMBED: say which columns are encoded, as text => DESCRIPTOR(title, body)");
    }
    List<Integer> positions = new ArrayList<>();
    for (String name : wanted) {
      int position = columns.indexOf(name);
      if (position < 0) {
        throw new ValidationException(
            "FRESHET_EMBED: there is no column '%s'; did you mean '%s'?"
                .formatted(name, NearestKey.of(name, columns).orElse("")));
      }
      if (!types.get(position).getLogicalType().is(LogicalTypeFamily.CHARACTER_STRING)) {
        throw new ValidationException("FRESHET_EMBED: column '%s' is no text".formatted(name));
      }
      positions.add(position);
    }
    return positions;
  }
}
