/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.sql.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.types.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models by SQL beside the same model by hand. */
class FreshetModelTest {
  private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);
  private static final String OUTPUT = "v ARRAY<FLOAT>, digest STRING";
  private static final Sql SQL = Sql.session(2);

  private static String create(String output, String options) {
    SQL.tables().executeSql("DROP TEMPORARY MODEL IF EXISTS m");
    return "CREATE TEMPORARY MODEL m INPUT (text STRING) OUTPUT (%s) WITH ('provider' = 'freshet', %s)"
        .formatted(output, options);
  }

  private static List<Row> predict(String output, String options) throws Exception {
    return SQL.run(create(output, options))
        .rows(
            """
            SELECT text, v, digest FROM ML_PREDICT(
              TABLE texts, MODEL m, DESCRIPTOR(text),
              MAP['max-concurrent-operations', '64', 'output-mode', 'ALLOW_UNORDERED'])""");
  }

  @Test
  void vectorsAreThoseOfTheModel(@TempDir Path directory) throws Exception {
    String texts =
        String.join(
            ", ",
            Stream.iterate(0, i -> i < 40, i -> i + 1)
                .map(i -> "('checkpoint window %s')".formatted("loss ".repeat(i % 7)))
                .toList());
    SQL.run(
        """
        CREATE TEMPORARY VIEW texts AS
          SELECT text FROM (VALUES %s, (CAST(NULL AS STRING))) AS r (text)"""
            .formatted(texts));
    try (EmbeddingModel model = EmbeddingModel.load(Sql.MODEL, ComputeOptions.cpu(1))) {
      String folder = "'model' = '" + Sql.MODEL.toUri() + "', 'device' = 'cpu', 'threads' = '1'";
      List<Row> documents = predict(OUTPUT, folder);
      assertThat(documents).hasSize(41);
      for (Row row : documents) {
        assertThat(row.<String>getFieldAs("digest")).isEqualTo(model.documentDigest());
        agrees(row, model, TextRole.DOCUMENT);
      }
      String name = "7-" + model.digest().substring(0, 8);
      String registry = directory.toUri().toString();
      new ModelRegistry(registry).publish(Sql.MODEL, name);
      String version =
          "'registry' = '%s', 'version' = '%s', 'kind' = 'query', 'device' = 'cpu', 'threads' = '1'"
              .formatted(registry, name);
      for (Row row : predict(OUTPUT, version)) {
        agrees(row, model, TextRole.QUERY);
      }
    }
    assertThatThrownBy(
            () -> open(Map.of("registry", directory.toUri().toString(), "version", "8-0a0b0c0d")))
        .hasMessageContaining("there is no version '8-0a0b0c0d' in the registry");
    assertThatThrownBy(() -> open(Map.of("model", Sql.MODEL.toString(), "task", "x")))
        .hasMessageContaining("option 'task': the model has no prompt 'x'");
  }

  private static void open(Map<String, String> options) throws IOException {
    Configuration configuration = Configuration.fromMap(options);
    configuration.setString("device", "cpu");
    SharedEncoders.open(EncoderSpec.of(configuration), TextSettings.of(configuration)).close();
  }

  private static void agrees(Row row, EmbeddingModel model, TextRole role) {
    String text = row.getFieldAs("text");
    Float[] vector = row.getFieldAs("v");
    if (text == null) {
      assertThat(vector).isNull();
      return;
    }
    float[] expected = model.embed(List.of(text), role)[0];
    assertThat(vector).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(vector[i]).isCloseTo(expected[i], ROUNDING);
    }
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(OUTPUT, "'modl' = '/m'", "did you mean 'model'?"),
        Arguments.of(OUTPUT, "'kind' = 'query'", "say which model"),
        Arguments.of(OUTPUT, "'registry' = '/r'", "name a version"),
        Arguments.of(OUTPUT, "'model' = '/m', 'version' = '1'", "leave them out"),
        Arguments.of(OUTPUT, "'model' = 's3://b/m'", "is on no TaskManager"),
        Arguments.of(OUTPUT, "'model' = '/m', 'batch-tokens' = '0'", "give 1 or more, not 0"),
        Arguments.of(OUTPUT, "'model' = '/m', 'task' = 'a', 'prompt' = 'b'", "one of the two"),
        Arguments.of("v ARRAY<DOUBLE>, digest STRING", "'model' = '/m'", "OUTPUT (v ARRAY<FLOAT>)"),
        Arguments.of(OUTPUT, "'version' = 'serving'", "would mix vectors of several versions"),
        Arguments.of(OUTPUT, "'version' = 'serving', 'kind' = 'query'", "leave the digest out"),
        Arguments.of(
            "v ARRAY<FLOAT>",
            "'version' = 'serving', 'kind' = 'query', 'device' = 'cpu'",
            "give this option to the table"));
  }

  @ParameterizedTest
  @MethodSource
  void wrong(String output, String options, String message) {
    SQL.tables().executeSql("CREATE TEMPORARY VIEW IF NOT EXISTS asked AS SELECT 'x' AS text");
    SQL.tables().executeSql(create(output, options));
    assertThatThrownBy(
            () ->
                SQL.tables()
                    .explainSql("SELECT v FROM ML_PREDICT(TABLE asked, MODEL m, DESCRIPTOR(text))"))
        .hasStackTraceContaining(message);
  }

  @Test
  void textsTravelAsNumbersAndVectorsAreNoTexts() {
    for (String text : List.of("", "plain", "snow ☃ and a pair \uD83D\uDE00", "\u0000\uFFFF")) {
      assertThat(QueryText.of(QueryText.carrying(text))).contains(text);
    }
    for (float[] vector : List.of(new float[0], new float[] {Float.NaN, 65}, new float[] {1, 2})) {
      assertThat(QueryText.of(new GenericArrayData(vector))).isEqualTo(Optional.empty());
    }
  }
}
