/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.sql.CountersFactory;
import io.freshet.sql.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A changelog through the function into a real index, beside the table that it ends at. */
@ExtendWith(ServersExtension.class)
class FreshetEmbedITCase {
  private static final int CHANGES = Integer.getInteger("freshet.test.changes", 1500);
  private static final int IDS = Math.max(40, CHANGES / 10);
  private static final List<String> WORDS =
      List.of("checkpoint", "window", "loss", "vector", "topic", "sampler", "batch", "encoder");
  private static final Schema SCHEMA =
      Schema.newBuilder()
          .column("id", DataTypes.STRING().notNull())
          .column("title", DataTypes.STRING())
          .column("text", DataTypes.STRING())
          .column("year", DataTypes.INT())
          .primaryKey("id")
          .build();

  private record Document(String title, String text, int year) {
    Row row(RowKind kind, String id) {
      return Row.ofKind(kind, id, title, text, year);
    }
  }

  /** Inserts, updates of text, updates of the year alone, deletes and second inserts. */
  private static List<Row> changes(long seed, boolean withBefore, Map<String, Document> table) {
    Random random = new Random(seed);
    List<Row> changes = new ArrayList<>();
    while (changes.size() < CHANGES) {
      String id = "doc-" + random.nextInt(IDS);
      Document before = table.get(id);
      if (before != null && random.nextInt(4) == 0) {
        // An upsert stream deletes by the key alone.
        changes.add(
            withBefore
                ? before.row(RowKind.DELETE, id)
                : Row.ofKind(RowKind.DELETE, id, null, null, null));
        table.remove(id);
        continue;
      }
      boolean sameText = before != null && random.nextBoolean();
      Document after =
          sameText
              ? new Document(before.title(), before.text(), random.nextInt(3000))
              : new Document(text(random, 2), text(random, 9), random.nextInt(3000));
      if (before != null && withBefore) {
        changes.add(before.row(RowKind.UPDATE_BEFORE, id));
      }
      changes.add(after.row(before == null ? RowKind.INSERT : RowKind.UPDATE_AFTER, id));
      table.put(id, after);
    }
    return changes;
  }

  private static String text(Random random, int words) {
    List<String> chosen = new ArrayList<>();
    for (int i = random.nextInt(words); i >= 0; i--) {
      chosen.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return String.join(" ", chosen);
  }

  /** Updates that left title and text as they were. */
  private static long unchanged(List<Row> changes) {
    Map<Object, String> texts = new HashMap<>();
    long count = 0;
    for (Row change : changes) {
      Object id = change.getField(0);
      if (change.getKind() == RowKind.DELETE) {
        texts.remove(id);
      } else {
        String text = change.getField(1) + " " + change.getField(2);
        count += text.equals(texts.put(id, text)) ? 1 : 0;
      }
    }
    return count;
  }

  private static StreamTableEnvironment tables(StreamExecutionEnvironment env) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.executeSql("LOAD MODULE freshet");
    return tables;
  }

  /** Whose counters are kept, from none. */
  private static StreamExecutionEnvironment counted() {
    Configuration configuration = new Configuration();
    configuration.setString("metrics.reporters", "counters");
    configuration.setString(
        "metrics.reporter.counters.factory.class", CountersFactory.class.getName());
    CountersFactory.clear();
    return StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
  }

  private static void embed(
      String url, String index, List<Row> changes, ChangelogMode mode, String where)
      throws Exception {
    StreamExecutionEnvironment env = counted();
    StreamTableEnvironment tables = tables(env);
    tables.createTemporaryView(
        "docs",
        tables.fromChangelogStream(
            env.fromData(
                changes,
                Types.ROW_NAMED(
                    new String[] {"id", "title", "text", "year"},
                    Types.STRING,
                    Types.STRING,
                    Types.STRING,
                    Types.INT)),
            SCHEMA,
            mode));
    tables.executeSql(
        """
        CREATE TEMPORARY TABLE found (
          id STRING, title STRING, text STRING, `year` INT, v ARRAY<FLOAT>, digest STRING,
          PRIMARY KEY (id) NOT ENFORCED
        ) WITH (
          'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = '%s',
          'sink.missing-index' = 'create', 'vector.dimension' = '32'
        )"""
            .formatted(url, index));
    tables
        .executeSql(
            """
            INSERT INTO found
            SELECT id, title, text, `year`, embedding, digest FROM FRESHET_EMBED(
              input => TABLE docs PARTITION BY id,
              model => '%s', device => 'cpu', threads => '1')%s"""
                .formatted(Sql.MODEL, where))
        .await();
  }

  private static void equal(String url, String index, Map<String, Document> table)
      throws Exception {
    List<JsonNode> documents = Sql.documents(url, index);
    assertThat(documents)
        .extracting(each -> each.path("_id").asText())
        .containsExactlyElementsOf(table.keySet());
    try (EmbeddingModel model = EmbeddingModel.load(Sql.MODEL, ComputeOptions.cpu(1))) {
      for (JsonNode found : documents) {
        Document document = table.get(found.path("_id").asText());
        JsonNode source = found.path("_source");
        assertThat(source.path("year").asInt()).isEqualTo(document.year());
        assertThat(source.path("digest").asText()).isEqualTo(model.documentDigest());
        float[] expected =
            model.embed(List.of(document.title() + " " + document.text()), TextRole.DOCUMENT)[0];
        for (int i = 0; i < expected.length; i++) {
          assertThat(source.path("v").path(i).floatValue())
              .isCloseTo(expected[i], Offset.offset(1e-5f));
        }
      }
    }
  }

  @Test
  void theIndexOfAnUpsertStreamIsThatOfTheFinalTable(Servers servers) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    String index = Servers.unique("upserts");
    Map<String, Document> table = new TreeMap<>();
    List<Row> changes = changes(seed, false, table);
    embed(servers.openSearch().url(), index, changes, ChangelogMode.upsert(), "");
    equal(servers.openSearch().url(), index, table);
    long unchanged = unchanged(changes);
    long texts = changes.stream().filter(change -> change.getKind() != RowKind.DELETE).count();
    assertThat(CountersFactory.sum(FreshetEmbed.TEXTS_REUSED)).isEqualTo(unchanged);
    assertThat(CountersFactory.sum(FreshetEmbed.TEXTS_ENCODED)).isEqualTo(texts - unchanged);
  }

  @Test
  void rowsThatAFilterDropsAreGone(Servers servers) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    String index = Servers.unique("retracted");
    Map<String, Document> table = new TreeMap<>();
    List<Row> changes = changes(seed, true, table);
    table.values().removeIf(document -> document.year() >= 2000);
    embed(servers.openSearch().url(), index, changes, ChangelogMode.all(), " WHERE `year` < 2000");
    equal(servers.openSearch().url(), index, table);
  }

  /** A key of which nothing is heard for longer than its state is kept: encoded again, no error. */
  @Test
  void whatIsForgottenIsEncodedAgain() throws Exception {
    int changes = 20;
    sameTextAgainAndAgain(changes, "30 d");
    assertThat(CountersFactory.sum(FreshetEmbed.TEXTS_ENCODED)).isOne();
    assertThat(CountersFactory.sum(FreshetEmbed.TEXTS_REUSED)).isEqualTo(changes - 1);
    sameTextAgainAndAgain(changes, "1 ms");
    long encoded = CountersFactory.sum(FreshetEmbed.TEXTS_ENCODED);
    // Changes that were held up come by together, and find what the one before them left.
    assertThat(encoded).isGreaterThan(1);
    assertThat(CountersFactory.sum(FreshetEmbed.TEXTS_REUSED)).isEqualTo(changes - encoded);
  }

  private static void sameTextAgainAndAgain(int changes, String ttl) throws Exception {
    StreamTableEnvironment tables = tables(counted());
    tables.executeSql(
        """
        CREATE TEMPORARY TABLE ticks (n INT) WITH (
          'connector' = 'datagen', 'rows-per-second' = '20', 'fields.n.kind' = 'sequence',
          'fields.n.start' = '1', 'fields.n.end' = '%d')"""
            .formatted(changes));
    tables.executeSql(
        "CREATE TEMPORARY VIEW docs AS SELECT 'a' AS id, 'vector topic' AS text, n FROM ticks");
    CloseableIterator<Row> rows =
        tables
            .executeSql(
                """
                SELECT n, embedding FROM FRESHET_EMBED(
                  input => TABLE docs PARTITION BY id, model => '%s', device => 'cpu',
                  threads => '1', state_ttl => '%s')"""
                    .formatted(Sql.MODEL, ttl))
            .collect();
    List<Row> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    rows.close();
    assertThat(all).hasSize(changes).noneMatch(row -> row.getField(1) == null);
  }

  @Test
  void wrongCallsSayWhatToDo() {
    StreamTableEnvironment tables = tables(StreamExecutionEnvironment.getExecutionEnvironment());
    tables.executeSql("CREATE TEMPORARY VIEW docs AS SELECT '1' AS id, 'x' AS body, 1 AS n");
    for (Map.Entry<String, String> wrong :
        Map.of(
                "model => '/m'", "say which columns are encoded",
                "text => DESCRIPTOR(boddy), model => '/m'", "boddy",
                "text => DESCRIPTOR(n), model => '/m'", "column 'n' is no text",
                "text => DESCRIPTOR(body)", "say which model",
                "text => DESCRIPTOR(body), version => 'serving'", "would mix vectors")
            .entrySet()) {
      assertThatThrownBy(
              () ->
                  tables.explainSql(
                      "SELECT * FROM FRESHET_EMBED(input => TABLE docs PARTITION BY id, %s)"
                          .formatted(wrong.getKey())))
          .as(wrong.getKey())
          .hasStackTraceContaining(wrong.getValue());
    }
  }
}
