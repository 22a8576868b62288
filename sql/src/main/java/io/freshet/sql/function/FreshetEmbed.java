/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.Sha256;
import io.freshet.sql.model.SharedEncoders;
import io.freshet.sql.model.TextEncoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.functions.ChangelogFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ProcessTableFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.StateTypeStrategy;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.jspecify.annotations.Nullable;

/**
 * Adds the vectors of its texts to a table that changes: {@code FRESHET_EMBED(TABLE docs PARTITION
 * BY id, model => 'file:///models/m')}. What comes out are the columns that went in, {@code
 * embedding ARRAY<FLOAT>} and {@code digest STRING}, under the same changes. A text that did not
 * change is not encoded again as long as the state remembers it.
 */
public final class FreshetEmbed extends ProcessTableFunction<Row>
    implements ChangelogFunction, SpecializedFunction {
  private static final long serialVersionUID = 1L;
  private static final String VECTOR = "embedding";
  private static final String DIGEST = "digest";

  /** Name of the counter of texts that a model encoded. */
  static final String TEXTS_ENCODED = "numTextsEncoded";

  /** Name of the counter of rows whose text did not change. */
  static final String TEXTS_REUSED = "numTextsReused";

  private static final int HASH_BYTES = 16;
  private static final int REMEMBERED_HASH = 0;
  private static final int REMEMBERED_VECTOR = 1;
  private static final int REMEMBERED_ROW = 2;

  /** Null before the function knows its call. */
  private final @Nullable EmbedArguments arguments;

  private transient @Nullable TextEncoder encoder;
  private transient @Nullable Counter encoded;
  private transient @Nullable Counter reused;

  /** For Flink, which calls {@link #specialize} before anything else. */
  public FreshetEmbed() {
    this(null);
  }

  private FreshetEmbed(@Nullable EmbedArguments arguments) {
    this.arguments = arguments;
  }

  @Override
  public UserDefinedFunction specialize(SpecializedContext context) {
    return new FreshetEmbed(EmbedArguments.of(context.getCallContext()));
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    LinkedHashMap<String, StateTypeStrategy> state = new LinkedHashMap<>();
    state.put("remembered", new Remembered());
    return TypeInference.newBuilder()
        .staticArguments(EmbedArguments.declared())
        .stateTypeStrategies(state)
        .outputTypeStrategy(call -> Optional.of(output(call)))
        .build();
  }

  private static DataType vectorType() {
    return DataTypes.ARRAY(DataTypes.FLOAT().notNull().bridgedTo(float.class))
        .bridgedTo(float[].class);
  }

  /**
   * The hash of a text and its vector; and the row that came out last, where a change that comes in
   * does not say what it replaces and what follows has to know.
   */
  private record Remembered() implements StateTypeStrategy {

    @Override
    public Optional<DataType> inferType(CallContext call) {
      return Optional.of(
          DataTypes.ROW(
              DataTypes.FIELD("hash", DataTypes.BYTES()),
              DataTypes.FIELD("vector", vectorType()),
              DataTypes.FIELD("row", output(call).nullable())));
    }

    @Override
    public Optional<Duration> getTimeToLive(CallContext call) {
      return Optional.of(EmbedArguments.of(call).ttl());
    }
  }

  private static DataType output(CallContext call) {
    EmbedArguments arguments = EmbedArguments.of(call);
    DataType input = EmbedArguments.table(call).dataType();
    List<String> names = DataType.getFieldNames(input);
    List<DataType> columns = DataType.getFieldDataTypes(input);
    List<DataTypes.Field> fields = new ArrayList<>();
    for (int position : arguments.carried()) {
      // A delete may have the key alone.
      fields.add(DataTypes.FIELD(names.get(position), columns.get(position).nullable()));
    }
    for (String made : List.of(VECTOR, DIGEST)) {
      if (names.contains(made)) {
        throw new ValidationException(
            "FRESHET_EMBED adds a column '%s', and the table has one; leave it out, or rename it"
                .formatted(made));
      }
    }
    fields.add(DataTypes.FIELD(VECTOR, vectorType()));
    fields.add(DataTypes.FIELD(DIGEST, DataTypes.STRING()));
    return DataTypes.ROW(fields.toArray(DataTypes.Field[]::new));
  }

  /** Whatever is asked for: what the table's own changes lack is remembered. */
  @Override
  public ChangelogMode getChangelogMode(ChangelogContext context) {
    ChangelogMode input = context.getTableChangelogMode(0);
    if (input == null || input.containsOnly(RowKind.INSERT)) {
      return ChangelogMode.insertOnly();
    }
    ChangelogMode required = context.getRequiredChangelogMode();
    return required.contains(RowKind.UPDATE_BEFORE)
        ? ChangelogMode.all()
        : ChangelogMode.upsert(input.keyOnlyDeletes() && required.keyOnlyDeletes());
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    EmbedArguments known = known();
    encoder = SharedEncoders.open(known.spec(), known.settings());
    MetricGroup metrics = context.getMetricGroup().addGroup("freshet");
    encoded = metrics.counter(TEXTS_ENCODED);
    reused = metrics.counter(TEXTS_REUSED);
  }

  private EmbedArguments known() {
    return Objects.requireNonNull(arguments, "not specialised");
  }

  /**
   * Takes a change; called by Flink.
   *
   * @param remembered of the row's key; empty at first
   * @param scalars those that {@link #specialize} has read
   */
  public void eval(Context context, Row remembered, Row input, @Nullable Object... scalars)
      throws Exception {
    ChangelogMode output = context.getChangelogMode();
    boolean withBefore = output.contains(RowKind.UPDATE_BEFORE);
    switch (input.getKind()) {
      case INSERT, UPDATE_AFTER -> {
        Row last = (Row) remembered.getField(REMEMBERED_ROW);
        Row row = withVector(remembered, input, true);
        if (withBefore && last != null) {
          last.setKind(RowKind.UPDATE_BEFORE);
          collect(last);
        }
        if (withBefore || (output.contains(RowKind.DELETE) && !output.keyOnlyDeletes())) {
          remembered.setField(REMEMBERED_ROW, row);
        }
        collect(row);
      }
      case UPDATE_BEFORE -> {
        // Whether another row of this key follows is known only where both are told.
        take(remembered, input, withBefore ? RowKind.UPDATE_BEFORE : RowKind.DELETE);
        remembered.setField(REMEMBERED_ROW, null);
      }
      case DELETE -> {
        take(remembered, input, RowKind.DELETE);
        context.clearAllState();
      }
    }
  }

  /** Takes back the row that came out last. */
  private void take(Row remembered, Row input, RowKind kind) throws Exception {
    Row row =
        remembered.getField(REMEMBERED_ROW) instanceof Row last
            ? last
            : withVector(remembered, input, false);
    row.setKind(kind);
    collect(row);
  }

  /**
   * What comes out of a row.
   *
   * @param needed whether a vector that is not remembered is made
   */
  private Row withVector(Row remembered, Row input, boolean needed) throws Exception {
    EmbedArguments known = known();
    TextEncoder opened = Objects.requireNonNull(encoder, "not open");
    int width = known.carried().size();
    Row output = new Row(input.getKind(), width + 2);
    for (int i = 0; i < width; i++) {
      output.setField(i, input.getField(known.carried().get(i)));
    }
    String text =
        known.texts().stream()
            .map(position -> (String) input.getField(position))
            .filter(part -> part != null && !part.isEmpty())
            .collect(Collectors.joining(" "));
    if (!text.isEmpty()) {
      output.setField(width, vector(remembered, text, opened, needed));
      output.setField(width + 1, opened.digest());
    }
    return output;
  }

  private float @Nullable [] vector(
      Row remembered, String text, TextEncoder encoder, boolean needed) throws Exception {
    MessageDigest hashing = Sha256.start();
    // Of the model too: one that came with a restart encodes everything anew.
    hashing.update(encoder.digest().getBytes(UTF_8));
    byte[] hash = Arrays.copyOf(hashing.digest(text.getBytes(UTF_8)), HASH_BYTES);
    if (remembered.getField(REMEMBERED_VECTOR) instanceof float[] vector
        && Arrays.equals((byte[]) remembered.getField(REMEMBERED_HASH), hash)) {
      if (needed) {
        Objects.requireNonNull(reused).inc();
      }
      return vector;
    }
    if (!needed) {
      return null;
    }
    try {
      float[] vector = encoder.encode(text).get();
      Objects.requireNonNull(encoded).inc();
      remembered.setField(REMEMBERED_HASH, hash);
      remembered.setField(REMEMBERED_VECTOR, vector);
      return vector;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a text cannot be encoded: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    if (encoder != null) {
      encoder.close();
      encoder = null;
    }
  }
}
