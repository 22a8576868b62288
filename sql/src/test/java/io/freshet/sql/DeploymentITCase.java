/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The statements of {@code freshet sql ddl}, and a table in Kafka that search keeps up with. */
@ExtendWith(ServersExtension.class)
class DeploymentITCase {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Path STATEMENTS =
      HOME.resolve("cli/src/main/resources/io/freshet/cli/sql/tables.sql");
  private static final String BOUNDED = " /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */";

  private static final Map<String, String> PLACES = new LinkedHashMap<>();
  private static String kafka;

  @BeforeAll
  static void makeTopics(Servers servers) throws Exception {
    kafka = servers.kafka().bootstrapServers();
    List<TopicSpec> topics = new ArrayList<>();
    for (String topic : List.of("training-examples", "metrics")) {
      PLACES.put(topic, Servers.unique(topic));
      topics.add(TopicSpec.events(PLACES.get(topic), 1));
    }
    for (String topic : List.of("documents", "judgments", "model-versions", "catalogue")) {
      PLACES.put(topic, Servers.unique(topic));
      topics.add(TopicSpec.compacted(PLACES.get(topic), 1));
    }
    TopicAdmin.ensure(kafka, Map.of(), topics);
    PLACES.put("kafka", "'properties.bootstrap.servers' = '" + kafka + "'");
    PLACES.put("opensearch", "'hosts' = '" + servers.openSearch().url() + "'");
    PLACES.put("alias", Servers.unique("docs"));
    PLACES.put("registry", "file:///registry");
  }

  private static Sql deployment() throws Exception {
    String statements = Files.readString(STATEMENTS);
    for (Map.Entry<String, String> place : PLACES.entrySet()) {
      statements = statements.replace("${" + place.getKey() + "}", place.getValue());
    }
    assertThat(statements).doesNotContain("${");
    Sql sql = Sql.session(1);
    for (String statement : statements.split(";\n", -1)) {
      if (!statement.isBlank()) {
        sql.run(statement);
      }
    }
    return sql;
  }

  @Test
  void topicsAreFedInSql() throws Exception {
    deployment()
        .run(
            """
            INSERT INTO training_examples (id, task, query, pos, neg_scores, weight) VALUES
              ('e1', 'search', 'how are offsets committed', ARRAY['When a checkpoint completes.'],
               CAST(NULL AS ARRAY<DOUBLE>), 0.5)""",
            """
            INSERT INTO documents VALUES
              ('doc-7', 'Checkpoints', 'Offsets are committed.', MAP['lang', 'en'])""",
            """
            INSERT INTO judgments VALUES
              ('q1', 'search', 'how are offsets committed', MAP['doc-7', 2, 'doc-9', 0])""");
    TrainingExample example =
        (TrainingExample) accepted(TrainingMessageJson.decode(first("training-examples")));
    assertThat(example.task()).isEqualTo("search");
    assertThat(example.query()).isEqualTo("how are offsets committed");
    assertThat(example.weight()).isEqualTo(0.5);
    assertThat(accepted(DocumentJson.decode(first("documents"))))
        .isInstanceOfSatisfying(
            DocumentChange.Upsert.class,
            document -> {
              assertThat(document.id()).isEqualTo("doc-7");
              assertThat(document.title()).isEqualTo("Checkpoints");
              assertThat(document.metadata()).isEqualTo(Map.of("lang", "en"));
            });
    assertThat(accepted(JudgmentJson.decode(first("judgments"))).toString())
        .contains("q1", "doc-7=2", "doc-9=0");
  }

  private static <T> T accepted(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<T>) decoded).value();
  }

  private static RawRecord first(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(PLACES.get(topic), 0);
      consumer.assign(List.of(partition));
      List<ConsumerRecord<byte[], byte[]>> records = List.of();
      for (int i = 0; i < 60 && records.isEmpty(); i++) {
        records = consumer.poll(Duration.ofSeconds(1)).records(partition);
      }
      ConsumerRecord<byte[], byte[]> record = records.get(0);
      return new RawRecord(
          Optional.ofNullable(record.key()),
          Optional.ofNullable(record.value()),
          Map.of(),
          new Origin(record.topic(), 0, record.offset(), record.timestamp()));
    }
  }

  @Test
  void topicsAreReadInSql() throws Exception {
    String page = Files.readString(HOME.resolve("docs/records.md"));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
      for (String topic : List.of("metrics", "model-versions")) {
        Matcher example =
            Pattern.compile("```json " + topic + "\\n(.*?)```", Pattern.DOTALL).matcher(page);
        for (int i = 0; example.find(); i++) {
          send(
              producer,
              new ProducerRecord<>(PLACES.get(topic), "400-1a2b3c4d/" + i, example.group(1)));
        }
      }
    }
    Sql sql = deployment();
    assertThat(
            sql.rows(
                "SELECT version, `values`['mrr'].`value` FROM metrics%s WHERE kind = 'live-window'"
                    .formatted(BOUNDED)))
        .containsExactly(Row.of("400-1a2b3c4d", 0.61));
    assertThat(
            sql.rows(
                "SELECT tasks['search'].loss, learning_rate FROM metrics%s WHERE step = 400"
                    .formatted(BOUNDED)))
        .containsExactly(Row.of(0.42, 2e-5));
    assertThat(
            sql.rows(
                "SELECT state, metrics['gain'], tasks['search'].outcome FROM model_versions%s"
                        .formatted(BOUNDED)
                    + " WHERE kind = 'decision'"))
        .containsExactly(Row.ofKind(RowKind.INSERT, "PROMOTED", 0.03, "HELD"));
  }

  @Test
  void aTableInKafkaChangesAndSearchFindsIt(Servers servers) throws Exception {
    String url = servers.openSearch().url();
    String index = Servers.unique("catalogue");
    String model = "'provider' = 'freshet', 'model' = '%s', 'device' = 'cpu'".formatted(Sql.MODEL);
    Sql sql =
        Sql.session(1)
            .run(
                "LOAD MODULE freshet",
                """
                CREATE TEMPORARY TABLE catalogue (
                  id STRING, text STRING, price INT, PRIMARY KEY (id) NOT ENFORCED
                ) WITH (
                  'connector' = 'upsert-kafka', 'topic' = '%s',
                  'properties.bootstrap.servers' = '%s',
                  'key.format' = 'raw', 'value.format' = 'json'
                )"""
                    .formatted(PLACES.get("catalogue"), kafka),
                """
                CREATE TEMPORARY TABLE products (
                  id STRING, text STRING, price INT, v ARRAY<FLOAT>,
                  PRIMARY KEY (id) NOT ENFORCED
                ) WITH (
                  'connector' = 'freshet-opensearch', 'hosts' = '%s', 'index' = '%s',
                  'sink.missing-index' = 'create', 'sink.bulk-flush.interval' = '50 ms',
                  'vector.dimension' = '32'
                )"""
                    .formatted(url, index),
                """
                CREATE TEMPORARY MODEL queries INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
                WITH (%s, 'kind' = 'query')"""
                    .formatted(model),
                """
                CREATE TEMPORARY VIEW asked AS SELECT text FROM (VALUES ('vector topic'))
                  AS r (text)""");
    TableResult job =
        sql.tables()
            .executeSql(
                """
                INSERT INTO products SELECT id, text, price, embedding FROM FRESHET_EMBED(
                  input => TABLE catalogue PARTITION BY id, text => DESCRIPTOR(text),
                  model => '%s', device => 'cpu')"""
                    .formatted(Sql.MODEL));
    sql.run("INSERT INTO catalogue VALUES ('a', 'operator window', 1), ('b', 'sampler batch', 2)");
    until(url, index, documents -> documents.size() == 2);
    sql.run("INSERT INTO catalogue VALUES ('a', 'vector topic', 3)");
    until(url, index, documents -> documents.get(0).at("/_source/price").asInt() == 3);
    assertThat(
            sql.rows(
                """
                SELECT f.id, f.text, f.price
                FROM ML_PREDICT(TABLE asked, MODEL queries, DESCRIPTOR(text)) AS q,
                LATERAL (SELECT * FROM TABLE(
                  VECTOR_SEARCH(TABLE products, DESCRIPTOR(v), q.v, 1))) AS f"""))
        .containsExactly(Row.of("a", "vector topic", 3));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
      send(producer, new ProducerRecord<>(PLACES.get("catalogue"), "a", null));
    }
    until(url, index, documents -> documents.size() == 1);
    job.getJobClient().orElseThrow().cancel().get(60, TimeUnit.SECONDS);
  }

  private static void send(
      KafkaProducer<String, String> producer, ProducerRecord<String, String> record)
      throws Exception {
    producer.send(record).get(60, TimeUnit.SECONDS);
  }

  private static void until(String url, String index, Predicate<List<JsonNode>> reached)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    List<JsonNode> documents = List.of();
    while (documents.isEmpty() || !reached.test(documents)) {
      assertThat(System.nanoTime()).as("%s", documents).isLessThan(end);
      try {
        documents = Sql.documents(url, index);
      } catch (IOException notYet) {
        documents = List.of();
      }
    }
  }
}
