/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.embedded.testing.FaultyProxy;
import io.freshet.embedded.testing.FaultyProxy.Fault;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.sql.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Searches by SQL in a real index, and in generations that are rolled over meanwhile. */
@ExtendWith(ServersExtension.class)
class SearchTableITCase {
  private static final int ROLL_OVERS = Integer.getInteger("freshet.test.rollovers", 3);
  private static final List<String> TEXTS =
      List.of("operator window", "checkpoint encoder loss", "vector topic", "sampler batch");
  private static final String SEARCHED = TEXTS.get(2);

  @TempDir private Path directory;

  private record Version(String name, String uri, EmbeddingModel model) {}

  @Test
  void whatIsWrittenBySqlIsFoundBySql(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String index = Servers.unique("searched");
    String model = "'provider' = 'freshet', 'model' = '%s', 'device' = 'cpu'".formatted(Sql.MODEL);
    Sql sql =
        Sql.session(1)
            .run(
                """
                CREATE TEMPORARY TABLE docs (
                  id INT, text STRING, v ARRAY<FLOAT>, PRIMARY KEY (id) NOT ENFORCED
                ) WITH (
                  'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = '%s',
                  'sink.missing-index' = 'create', 'vector.dimension' = '32'
                )"""
                    .formatted(url, index),
                """
                CREATE TEMPORARY MODEL documents INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
                WITH (%s, 'kind' = 'document')"""
                    .formatted(model),
                """
                CREATE TEMPORARY VIEW texts AS SELECT id, text FROM (VALUES
                  (1, 'operator window'), (2, 'vector topic'), (3, 'sampler batch')) AS r (id, text)""",
                """
                INSERT INTO docs SELECT id, text, v
                FROM ML_PREDICT(TABLE texts, MODEL documents, DESCRIPTOR(text))""");
    Sql.documents(url, index);
    List<Row> found =
        sql.rows(
            """
            SELECT asked.id, found.id, found.text, found.score
            FROM (SELECT id, v FROM ML_PREDICT(TABLE texts, MODEL documents, DESCRIPTOR(text)))
              AS asked,
            LATERAL (SELECT * FROM TABLE(VECTOR_SEARCH(TABLE docs, DESCRIPTOR(v), asked.v, 2))) AS found""");
    assertThat(found).hasSize(6);
    Map<Integer, Row> best = new HashMap<>();
    for (Row row : found) {
      best.merge(
          row.getFieldAs(0),
          row,
          (a, b) -> a.<Double>getFieldAs(3) >= b.<Double>getFieldAs(3) ? a : b);
    }
    assertThat(best)
        .allSatisfy(
            (id, row) -> {
              assertThat(row.<Integer>getFieldAs(1)).isEqualTo(id);
              assertThat(row.<Double>getFieldAs(3)).isCloseTo(1, Offset.offset(1e-3));
            });
    sql.run(
        """
        CREATE TEMPORARY MODEL serving INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
        WITH ('provider' = 'freshet', 'version' = 'serving', 'kind' = 'query')""");
    assertThatThrownBy(
            () ->
                sql.rows(
                    """
                    SELECT found.id
                    FROM (SELECT v FROM ML_PREDICT(TABLE texts, MODEL serving, DESCRIPTOR(text)))
                      AS asked,
                    LATERAL (SELECT * FROM TABLE(VECTOR_SEARCH(TABLE docs, DESCRIPTOR(v), asked.v, 1))) AS found"""))
        .hasStackTraceContaining("this table does not follow the alias");
  }

  /** Every search is answered, though the node is out of reach for a while, and then comes back. */
  @Test
  void searchesOutliveANodeThatIsAway(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String index = Servers.unique("away");
    AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    AtomicInteger refused = new AtomicInteger();
    FaultyProxy.Plan plan =
        (number, path, body) -> {
          if (fault.get() != Fault.NONE && refused.incrementAndGet() >= 20) {
            fault.set(Fault.NONE);
          }
          return fault.get();
        };
    try (FaultyProxy proxy = new FaultyProxy(url, plan)) {
      Sql sql = Sql.session(1);
      sql.run(
          """
          CREATE TEMPORARY TABLE docs (
            id INT, text STRING, v ARRAY<FLOAT>, PRIMARY KEY (id) NOT ENFORCED
          ) WITH (
            'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = '%s',
            'sink.missing-index' = 'create', 'vector.dimension' = '2'
          )"""
              .formatted(proxy.url(), index),
          """
          INSERT INTO docs VALUES (1, 'one', ARRAY[CAST(1 AS FLOAT), CAST(0 AS FLOAT)])""",
          """
          CREATE TEMPORARY TABLE ticks (n BIGINT) WITH (
            'connector' = 'datagen', 'rows-per-second' = '100', 'fields.n.kind' = 'sequence',
            'fields.n.start' = '1', 'fields.n.end' = '300')""");
      Sql.documents(url, index);
      TableResult job =
          sql.tables()
              .executeSql(
                  """
                  SELECT q.n, found.id
                  FROM (SELECT n, ARRAY[CAST(0.6 AS FLOAT), CAST(0.8 AS FLOAT)] AS v FROM ticks) AS q,
                  LATERAL (SELECT * FROM TABLE(VECTOR_SEARCH(TABLE docs, DESCRIPTOR(v), q.v, 1))) AS found""");
      CloseableIterator<Row> answers = job.collect();
      List<Row> rows = new ArrayList<>();
      rows.add(answers.next());
      fault.set(Fault.UNAVAILABLE);
      // The session restarts no job: one that failed would end here.
      answers.forEachRemaining(rows::add);
      assertThat(refused.get()).isEqualTo(20);
      assertThat(rows)
          .hasSize(300)
          .allSatisfy(row -> assertThat(row.<Integer>getFieldAs(1)).isEqualTo(1));
    }
  }

  @Test
  void aSearchThatNeverIsAnsweredFailsTheJob(Servers servers) throws Exception {
    try (FaultyProxy proxy =
        new FaultyProxy(servers.openSearch().url(), (number, path, body) -> Fault.UNAVAILABLE)) {
      Sql sql = Sql.session(1);
      sql.run(
          """
          CREATE TEMPORARY TABLE docs (
            id INT, v ARRAY<FLOAT>, PRIMARY KEY (id) NOT ENFORCED
          ) WITH (
            'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = 'never',
            'vector.dimension' = '2', 'search.give-up-after' = '200 ms'
          )"""
              .formatted(proxy.url()));
      assertThatThrownBy(
              () ->
                  sql.rows(
                      """
                      SELECT found.id
                      FROM (VALUES (ARRAY[CAST(1 AS FLOAT), CAST(0 AS FLOAT)])) AS q (w),
                      LATERAL (SELECT * FROM TABLE(VECTOR_SEARCH(TABLE docs, DESCRIPTOR(v), q.w, 1))) AS found"""))
          .hasStackTraceContaining("OpenSearchFailure");
    }
  }

  @Test
  void queriesFollowTheAliasThroughRollOvers(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String alias = Servers.unique("rolling");
    List<Version> versions = List.of(publish(Sql.MODEL, 1), publish(mirrored(), 2));
    try (OpenSearchConnection connection = OpenSearchConnection.open(ConnectionSettings.of(url))) {
      GenerationStore store = new GenerationStore(connection);
      List<String> indices = new ArrayList<>();
      indices.add(serve(store, url, alias, 1, versions.get(0)));
      Sql sql = Sql.session(2);
      sql.run(
          """
          CREATE TEMPORARY MODEL serving INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
          WITH ('provider' = 'freshet', 'version' = 'serving', 'kind' = 'query')""",
          """
          CREATE TEMPORARY TABLE docs (
            id STRING, title STRING, text STRING, lang STRING, v ARRAY<FLOAT>,
            answered STRING METADATA FROM 'index' VIRTUAL, digest STRING METADATA VIRTUAL,
            PRIMARY KEY (id) NOT ENFORCED
          ) WITH (
            'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = '%s',
            'version' = 'serving', 'registry' = '%s', 'device' = 'cpu', 'threads' = '1',
            'search.interval' = '50 ms'
          )"""
              .formatted(url, alias, directory.resolve("registry").toUri()),
          """
          CREATE TEMPORARY TABLE ticks (n BIGINT) WITH (
            'connector' = 'datagen', 'rows-per-second' = '100')""",
          "CREATE TEMPORARY VIEW asked AS SELECT '%s' AS text FROM ticks".formatted(SEARCHED));
      TableResult job =
          sql.tables()
              .executeSql(
                  """
                  SELECT found.id, found.text, found.lang, found.score, found.answered, found.digest
                  FROM (SELECT v FROM ML_PREDICT(TABLE asked, MODEL serving, DESCRIPTOR(text)))
                    AS q,
                  LATERAL (SELECT * FROM TABLE(VECTOR_SEARCH(TABLE docs, DESCRIPTOR(v), q.v, 1))) AS found""");
      CloseableIterator<Row> answers = job.collect();
      int checked = until(answers, indices, versions);
      for (int number = 2; number <= ROLL_OVERS + 1; number++) {
        indices.add(serve(store, url, alias, number, versions.get((number - 1) % 2)));
        if (number % 5 == 0) {
          // Gone while searches are under way: they are asked again in the next one.
          store.delete(indices.get(number - 2));
        }
        checked += until(answers, indices, versions);
      }
      System.out.println(checked + " answers, " + ROLL_OVERS + " roll-overs, no mismatch");
      job.getJobClient().orElseThrow().cancel().get(60, TimeUnit.SECONDS);
    } finally {
      versions.forEach(version -> version.model().close());
    }
  }

  /** Checks answers up to the first of the newest index. */
  private static int until(
      CloseableIterator<Row> answers, List<String> indices, List<Version> versions) {
    int checked = 0;
    String newest = indices.get(indices.size() - 1);
    while (true) {
      Row row = answers.next();
      checked++;
      String index = row.getFieldAs(4);
      int number = indices.indexOf(index) + 1;
      // A query of the other version would find another document, or this one by another score.
      assertThat(number).isPositive();
      assertThat(row.<String>getFieldAs(0)).isEqualTo(number + "-2");
      assertThat(row.<String>getFieldAs(1)).isEqualTo(SEARCHED);
      assertThat(row.<String>getFieldAs(2)).isEqualTo("en");
      assertThat(row.<Double>getFieldAs(3)).isCloseTo(1, Offset.offset(1e-3));
      assertThat(row.<String>getFieldAs(5))
          .isEqualTo(versions.get((number - 1) % 2).model().digest());
      if (index.equals(newest)) {
        return checked;
      }
    }
  }

  /** A model that embeds otherwise. */
  private Path mirrored() throws IOException {
    ModelFolder start = ModelFolder.read(Sql.MODEL);
    Map<String, HostTensor> moved = new HashMap<>(start.tensors());
    moved.replaceAll(
        (name, tensor) -> {
          if (!name.contains("word_emb")) {
            return tensor;
          }
          float[] values = tensor.toFloats();
          for (int i = 0; i < values.length; i += 3) {
            values[i] = -values[i];
          }
          return HostTensor.ofFloats(tensor.shape(), values);
        });
    Path folder = directory.resolve("mirrored");
    ModelFolder.write(start, moved, folder);
    return folder;
  }

  private Version publish(Path folder, int step) throws IOException {
    EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1));
    String name = step + "-" + model.digest().substring(0, 8);
    String registry = directory.resolve("registry").toUri().toString();
    return new Version(name, new ModelRegistry(registry).publish(folder, name), model);
  }

  private static String serve(
      GenerationStore store, String url, String alias, int number, Version version)
      throws Exception {
    String digest = version.model().digest();
    GenerationSpec spec =
        new GenerationSpec(
            GenerationSpec.indexName(alias, number, digest),
            GenerationSpec.vectorField(digest),
            version.model().dimension(),
            version.name(),
            number,
            digest,
            version.uri(),
            1,
            0,
            16,
            100,
            Map.of());
    store.create(spec);
    float[][] vectors = version.model().embed(TEXTS, TextRole.QUERY);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < TEXTS.size(); i++) {
      ObjectNode document = new JsonMapper().createObjectNode();
      document.put("title", "").put("text", TEXTS.get(i)).put("deleted", false);
      document.putObject("metadata").put("lang", "en");
      document.set(spec.vectorField(), new JsonMapper().valueToTree(vectors[i]));
      body.append("{\"index\":{\"_id\":\"%d-%d\"}}\n%s\n".formatted(number, i, document));
    }
    assertThat(
            Sql.call("POST", url + "/" + spec.index() + "/_bulk?refresh=true", body.toString())
                .path("errors")
                .asBoolean())
        .isFalse();
    store.swap(alias, store.resolve(alias).stream().findFirst(), spec.index());
    return spec.index();
  }
}
