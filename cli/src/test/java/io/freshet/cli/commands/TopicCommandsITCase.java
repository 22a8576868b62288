/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.cli.observe.TopicLog;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.deployment.PlatformTopics;
import io.freshet.embedded.KafkaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicCommandsITCase {
  private static final String DIGEST = "0123456789abcdef0123456789abcdef";

  @TempDir static Path folder;
  private static KafkaServer kafka;
  private static Path config;

  @BeforeAll
  static void start() throws Exception {
    kafka = KafkaServer.start(Path.of(System.getProperty("freshet.home")), folder.resolve("kafka"));
    config =
        Files.writeString(
            folder.resolve("freshet.yaml"),
            """
            kafka: {bootstrap-servers: "%s"}
            model: {path: models/start}
            tasks: {search: {}, qa: {kind: qa, weight: 0.5}}
            registry: {path: "%s"}
            """
                .formatted(kafka.bootstrapServers(), folder.resolve("registry").toUri()));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void filesAreCheckedWhollyBeforeAnythingIsSent() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("rows.jsonl"),
            """
            {"query": "first", "pos": ["one"]}
            {"query": "second"}
            {"query": "third", "pos": ["three"], "neg": ["four"]}
            """);
    Call refused = produce(file);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains(file + ", line 2: ", "nothing was sent");

    Call sent = produce(file, "--skip-invalid");
    assertThat(sent.status()).as("lines were left out").isEqualTo(1);
    assertThat(sent.out()).contains("2 records sent to training-examples");
    FreshetConfig read = ConfigReader.read(config);
    List<TrainingMessage> messages =
        TopicLog.read(read.kafka(), "training-examples", TrainingMessageJson::decode);
    assertThat(messages)
        .filteredOn(TrainingExample.class::isInstance)
        .extracting(message -> ((TrainingExample) message).query())
        .containsExactly("first", "third");
    assertThat(messages)
        .filteredOn(TrainingExample.class::isInstance)
        .extracting(TrainingMessage::task)
        .containsOnly("search");
  }

  @Test
  void rowsOfOtherFormsBecomeRecordsOfTheTopic() throws Exception {
    Path file = Files.writeString(folder.resolve("pages.csv"), "url;body;lang\nu1;text, one;en\n");
    Call unknown = produce(file, "--topic", "documents");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("'url', 'body', 'lang' are of no known form", "--columns");

    Call sent =
        produce(
            file,
            "--topic",
            "documents",
            "--columns",
            "url=id,body=text,lang=metadata.lang",
            "--rate",
            "1000");
    assertThat(sent.status()).as(sent.err()).isZero();
    assertThat(sent.err()).contains("url -> id, body -> text, lang -> metadata.lang");
    assertThat(TopicLog.read(ConfigReader.read(config).kafka(), "documents", DocumentJson::decode))
        .singleElement()
        .isInstanceOfSatisfying(
            DocumentChange.Upsert.class,
            document -> {
              assertThat(document.id() + ": " + document.text()).isEqualTo("u1: text, one");
              assertThat(document.metadata()).containsExactly(Map.entry("lang", "en"));
            });
    Call doctor = Call.of("doctor", "--config", config.toString());
    assertThat(doctor.status()).isEqualTo(1);
    assertThat(doctor.out())
        .contains(
            "ok    Kafka: answers at ",
            "ok    topics: all are there and as they must be",
            "fail  OpenSearch: ",
            "fail  configuration: model.path: ");
  }

  @Test
  void tasksComeChangeAndGoByControlRecords() throws Exception {
    String file = config.toString();
    for (String[] wrong :
        new String[][] {
          {"set", "search", "wait=1", "tasks.search.wait"},
          {"set", "search", "weight=-1", "tasks.search.weight"},
          {"set", "search", "projection=4", "savepoint"},
          {"set", "search", "weight", "KEY=VALUE"},
          {"set", "other", "kind=nothing", "tasks.other.kind"},
          {"add", "other", "minimum-share=2", "minimum-share"},
          {"remove", "search", "weight=1", "no settings"},
        }) {
      Call call = Call.of("tasks", wrong[0], wrong[1], wrong[2], "--config", file);
      assertThat(call.status()).as(wrong[2]).isEqualTo(2);
      assertThat(call.err()).contains(wrong[3]);
    }
    assertThat(Call.of("tasks", "add", "other", "--config", file).err()).contains("gives no task");
    assertThat(Call.of("tasks", "grow", "other", "--config", file).status()).isEqualTo(2);

    Call added = Call.of("tasks", "add", "qa", "--config", file);
    assertThat(added.status()).as(added.err()).isZero();
    assertThat(added.out()).contains("add qa: sent", "training-examples");
    assertThat(Call.of("tasks", "set", "other", "weight=2", "--config", file).status()).isZero();
    assertThat(Call.of("tasks", "remove", "other", "--config", file).status()).isZero();
    FreshetConfig read = ConfigReader.read(config);
    assertThat(TopicLog.read(read.kafka(), "training-examples", TrainingMessageJson::decode))
        .filteredOn(TaskControl.class::isInstance)
        .containsExactlyInAnyOrder(
            TaskControl.add("qa", Map.of("kind", "qa", "weight", "0.5")),
            TaskControl.set("other", Map.of("weight", "2")),
            TaskControl.remove("other"));
  }

  @Test
  void noStepIsMadeAgainWhereNoneIsKept() throws Exception {
    Call call =
        Call.of("replay", "--config", config.toString(), "--step", "3", "--from", "nowhere");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains("kafka.topics.training-steps");
  }

  @Test
  void anUnknownTaskIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("row.jsonl"), "{}\n");
    Call call =
        Call.of("produce", "--config", config.toString(), "--task", "none", file.toString());
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains("'none'", "search");
  }

  @Test
  void versionsAndGenerationsAreListedInTheirLastState() throws Exception {
    PlatformTopics.ensure(ConfigReader.read(config).kafka());
    send(
        ProducerRecords.of(
            "model-versions",
            (ModelVersion)
                new ModelVersion.Candidate(20, DIGEST, "file:///r/20", "", Map.of(), 1_000)));
    send(
        ProducerRecords.of(
            "model-versions",
            (ModelVersion)
                new ModelVersion.Decision(
                    20,
                    DIGEST,
                    "file:///r/20",
                    ModelVersion.Verdict.PROMOTED,
                    "not lower",
                    Map.of("search.ndcg_cut_10", 0.25),
                    2_000)));
    send(
        ProducerRecords.of(
            "generations",
            new GenerationRecord(
                "docs-g1-01234567", 1, 20, DIGEST, "CREATED", 0, 0, 3_000, 0, "")));
    send(
        ProducerRecords.of(
            "generations",
            new GenerationRecord(
                "docs-g1-01234567", 1, 20, DIGEST, "SERVING", 1, 42, 4_000, 0, "")));

    Path json = folder.resolve("versions.json");
    Call versions = Call.of("versions", "--config", config.toString(), "--json", json.toString());
    assertThat(versions.status()).as(versions.err()).isZero();
    assertThat(versions.out()).contains("20-01234567", "PROMOTED", "not lower");
    assertThat(new JsonMapper().readTree(json.toFile())).hasSize(1);
    String name = "20-01234567";
    Call unknown = Call.of("versions", "--config", config.toString(), "--pin", "7-01234567");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("no version '7-01234567'", name);
    Call twice =
        Call.of("versions", "--config", config.toString(), "--pin", name, "--reject", name);
    assertThat(twice.status()).isEqualTo(2);
    Call reject =
        Call.of(
            "versions", "--config", config.toString(), "--reject", name, "--reason", "bad names");
    assertThat(reject.status()).as(reject.err()).isZero();
    List<ModelVersion> log =
        TopicLog.read(
            ConfigReader.read(config).kafka(), "model-versions", ModelVersionJson::decode);
    assertThat(log.get(log.size() - 1))
        .isInstanceOfSatisfying(
            ModelVersion.Command.class,
            command -> {
              assertThat(command.order()).isEqualTo(ModelVersion.Order.REJECT);
              assertThat(command.name()).isEqualTo(name);
              assertThat(command.reason()).isEqualTo("bad names");
            });
    Call matrix = Call.of("versions", "--config", config.toString(), "--matrix");
    assertThat(matrix.out()).contains("0.2500", "search");
    Call generations = Call.of("generations", "--config", config.toString());
    assertThat(generations.out()).contains("docs-g1-01234567", "SERVING", "42");
    assertThat(generations.out().lines()).hasSize(2);
    wishesForGenerations();
  }

  private static Call generations(String... arguments) {
    List<String> all = new ArrayList<>(List.of("generations", "--config", config.toString()));
    all.addAll(List.of(arguments));
    return Call.of(all.toArray(new String[0]));
  }

  /** Beside generation 1, which serves. */
  private static void wishesForGenerations() throws Exception {
    Call none = generations("pause");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("no generation is being built");
    send(
        ProducerRecords.of(
            "generations",
            new GenerationRecord(
                "docs-g2-89abcdef", 2, 30, DIGEST, "BACKFILLING", 0.5, 0, 5_000, 90_000, "")));
    assertThat(generations("pause", "docs-g1-01234567").err())
        .contains("docs-g1-01234567 is SERVING and not being built", "docs-g2-89abcdef");
    assertThat(generations("stop").err()).contains("there is no action 'stop'");
    assertThat(generations("pause", "--documents-per-second", "5").status()).isEqualTo(2);
    assertThat(generations("promote").err()).contains("promote needs the INDEX");
    assertThat(generations("roll-back").err()).contains("no former generation is written to");

    assertThat(generations("pause", "--reason", "rush hour").out())
        .contains("pause docs-g2-89abcdef: sent");
    assertThat(generations().out()).contains("BACKFILLING", "50 %", "90 s", "pause");
    assertThat(generations("resume", "--documents-per-second", "5").status()).isZero();
    assertThat(generations().out()).contains("run at 5 a second");
    assertThat(generations("promote", "docs-g1-01234567").out())
        .contains("sent, as a promotion of version 20-01234567");
  }

  private static Call produce(Path file, String... more) {
    String[] args = new String[6 + more.length];
    System.arraycopy(
        new String[] {
          "produce", "--config", config.toString(), "--task", "search", file.toString()
        },
        0,
        args,
        0,
        6);
    System.arraycopy(more, 0, args, 6, more.length);
    return Call.of(args);
  }

  private static void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get(30, TimeUnit.SECONDS);
    }
  }
}
