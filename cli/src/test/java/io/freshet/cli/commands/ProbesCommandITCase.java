/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.config.ConfigReader;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.deployment.PlatformTopics;
import io.freshet.embedded.KafkaServer;
import io.freshet.jobs.probes.ProbeSet;
import io.freshet.jobs.probes.ProbeSetFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command makes and refreshes probe sets from what stands in Kafka. */
class ProbesCommandITCase {
  private static final int QUERIES = 12;
  private static final String MINE = "{\"_id\": \"m\", \"text\": \"my own\"}";

  @TempDir private Path folder;

  @Test
  void refreshesFromTheTopicsWithoutWhatWasTrainedOn() throws Exception {
    try (KafkaServer kafka =
        KafkaServer.start(Path.of(System.getProperty("freshet.home")), folder.resolve("kafka"))) {
      Path config =
          Files.writeString(
              folder.resolve("freshet.yaml"),
              """
              kafka: {bootstrap-servers: "%s"}
              model: {path: models/start}
              tasks: {search: {}, qa: {}}
              registry: {path: registry}
              evaluation: {probe-path: "%s", probe-queries: 8, probe-documents: 16}
              """
                  .formatted(kafka.bootstrapServers(), folder.resolve("probes")));
      PlatformTopics.ensure(ConfigReader.read(config).kafka());
      Call none = Call.of("probes", "--config", config.toString());
      assertThat(none.status()).isEqualTo(1);
      assertThat(none.err()).contains("holds no judgments");
      assertThat(folder.resolve("probes")).doesNotExist();

      ownSet("qa");
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        for (int i = 0; i < QUERIES; i++) {
          send(producer, upsert("d" + i, "text " + i));
          send(producer, judgment("q" + i, "search", "query " + i, "d" + i));
        }
        for (int i = 0; i < QUERIES; i++) {
          send(producer, upsert("other" + i, "another " + i));
        }
        send(producer, ProducerRecords.of("documents", new DocumentChange.Delete("d0", 0), false));
        send(producer, ProducerRecords.of("judgments", new Judgment("q1", "search", "", Map.of())));
        send(producer, judgment("q2", "search", "query 2, changed", "d2"));
        send(producer, judgment("x", "nowhere", "query x", "d3"));
        send(producer, example("1", "Query  3"));
        send(producer, example("q4", "by id"));
        send(producer, example("2", "query 2"));

        Path json = folder.resolve("probes.json");
        Call first = refresh(config, json);
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.err())
            .contains("'nowhere'", "search: 8 queries, fewer than evaluation.minimum-queries (30)");
        assertThat(first.out())
            .contains("looked at 3 training examples", "restart a running training job");
        ProbeSet set = ProbeSetFiles.read(folder.resolve("probes/search"));
        assertThat(set.queries())
            .containsOnlyKeys("q2", "q5", "q6", "q7", "q8", "q9", "q10", "q11")
            .containsEntry("q2", new ProbeSet.JudgedText("query 2, changed", Map.of("d2", 1)));
        assertThat(set.corpus()).hasSize(16).doesNotContainKey("d0");
        assertThat(folder.resolve("probes/qa/queries.jsonl")).hasContent(MINE);
        JsonNode row = new JsonMapper().readTree(json.toFile()).get(0);
        assertThat(row.path("task").asText()).isEqualTo("search");
        assertThat(row.path("new").asInt()).isEqualTo(8);
        assertThat(row.path("trainedOn").asInt()).isEqualTo(2);
        assertThat(row.path("withoutDocuments").asInt()).isEqualTo(1);

        Call again = refresh(config, json);
        assertThat(again.out()).contains("no new queries");
        assertThat(ProbeSetFiles.read(folder.resolve("probes/search")).queries())
            .isEqualTo(set.queries());
        for (int i = 20; i < 30; i++) {
          send(producer, judgment("q" + i, "search", "query " + i, "d5"));
        }
        Call second = refresh(config, json);
        assertThat(second.status()).as(second.err()).isZero();
        JsonNode next = new JsonMapper().readTree(json.toFile()).get(0);
        assertThat(next.path("kept").asInt()).isEqualTo(6);
        assertThat(next.path("new").asInt()).isEqualTo(2);
        assertThat(next.path("dropped").asInt()).isEqualTo(2);
        assertThat(next.path("digest").asText()).isNotEqualTo(row.path("digest").asText());
        assertThat(ProbeSetFiles.read(folder.resolve("probes/search")).mark().round()).isEqualTo(3);
        assertThat(ProbeSetFiles.read(folder.resolve("probes.former/search")).queries())
            .isEqualTo(set.queries());
      }
    }
  }

  private static Call refresh(Path config, Path json) {
    return Call.of("probes", "--config", config.toString(), "--json", json.toString());
  }

  /** A set that no stream knows. */
  private void ownSet(String task) throws Exception {
    Path set = Files.createDirectories(folder.resolve("probes").resolve(task).resolve("qrels"));
    Files.writeString(set.resolve("test.tsv"), "query-id\tcorpus-id\tscore\nm\td\t1\n");
    Files.writeString(set.resolveSibling("queries.jsonl"), MINE);
    Files.writeString(set.resolveSibling("corpus.jsonl"), "{\"_id\": \"d\", \"text\": \"text\"}");
  }

  private static ProducerRecord<byte[], byte[]> upsert(String id, String text) {
    return ProducerRecords.of(
        "documents", new DocumentChange.Upsert(id, 0, "", text, Map.of()), false);
  }

  private static ProducerRecord<byte[], byte[]> judgment(
      String id, String task, String query, String document) {
    return ProducerRecords.of("judgments", new Judgment(id, task, query, Map.of(document, 1)));
  }

  private static ProducerRecord<byte[], byte[]> example(String id, String query) {
    return ProducerRecords.of(
        "training-examples",
        new TrainingExample(
            id,
            "search",
            query,
            List.of(new TextItem("", "positive of " + query)),
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            "",
            1,
            0));
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    producer.send(record).get(30, TimeUnit.SECONDS);
  }
}
