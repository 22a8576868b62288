/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import io.freshet.deployment.PlatformTopics;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code dead-letters} and {@code status} on a real broker and search node. */
@ExtendWith(ServersExtension.class)
class DeadLettersITCase {
  @TempDir private Path folder;
  private final Servers servers;
  private final String examples = Servers.unique("examples");
  private final String letters = Servers.unique("letters");
  private Path config;

  DeadLettersITCase(Servers servers) {
    this.servers = servers;
  }

  @BeforeEach
  void deadLetters() throws Exception {
    config =
        Files.writeString(
            folder.resolve("freshet.yaml"),
            """
            kafka: {bootstrap-servers: "%s", group-prefix: "%s-", topics: {training-examples: %s, dead-letters: %s}}
            opensearch: {url: "%s", alias: "nothing-here"}
            model: {path: models/start}
            tasks: {search: {}}
            registry: {path: "%s"}
            """
                .formatted(
                    servers.kafka().bootstrapServers(),
                    letters,
                    examples,
                    letters,
                    servers.openSearch().url(),
                    folder.resolve("registry").toUri()));
    FreshetConfig read = ConfigReader.read(config);
    PlatformTopics.ensure(read.kafka());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(letter(0, "unknown-task", "one".getBytes(UTF_8))).get();
      // A letter is written again where the job failed after it.
      producer.send(letter(0, "unknown-task", "one".getBytes(UTF_8))).get();
      producer.send(letter(1, "malformed-json", "two".getBytes(UTF_8))).get();
      producer.send(letter(2, "unknown-task", new byte[DeadLetters.VALUE_BYTES + 1])).get();
    }
  }

  private org.apache.kafka.clients.producer.ProducerRecord<byte[], byte[]> letter(
      long offset, String reason, byte[] value) {
    return DeadLetters.toKafka(
        letters,
        new DeadLetter(
            "search".getBytes(UTF_8),
            value,
            new Origin(examples, 0, offset, 1_000),
            "training",
            reason,
            "why it could not be used"));
  }

  private Call call(String... arguments) {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return Call.of(all.toArray(String[]::new));
  }

  /** Committed values of the topic of examples, up to what stands in it now. */
  private List<String> sent() {
    TopicPartition partition = new TopicPartition(examples, 0);
    long end;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
      end = consumer.endOffsets(List.of(partition)).get(partition);
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<String> values = new ArrayList<>();
      // The broker marks a committed transaction a moment after its producer knows.
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(new String(record.value(), UTF_8));
        }
      }
      return values;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", servers.kafka().bootstrapServers(), "isolation.level", isolation),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Test
  void lettersAreListedShownAndReplayedOnce() throws Exception {
    Call list = call("list");
    assertThat(list.status()).as(list.err()).isZero();
    assertThat(list.out().lines()).as("a head and three letters").hasSize(4);
    assertThat(call("list", "--reason", "malformed-json").out()).contains("two");
    assertThat(call("list", "--stage", "indexing").out().lines()).hasSize(1);
    Call show = call("show", examples + "-0-1");
    assertThat(show.out()).contains("reason     malformed-json", "why it could not be used", "two");
    assertThat(call("show", "nothing-0-0").status()).isEqualTo(1);

    Call dry = call("replay", "--dry-run", "--reason", "malformed-json");
    assertThat(dry.out()).contains("1 would be replayed");
    assertThat(sent()).isEmpty();

    assertThat(call("replay", "--reason", "malformed-json").out())
        .contains("1 replayed, 0 were replayed before");
    assertThat(sent()).containsExactly("two");
    Call all = call("replay");
    assertThat(all.status()).as("a cut letter cannot be replayed").isEqualTo(1);
    assertThat(all.out()).contains("1 replayed, 1 were replayed before, 1 are cut");
    assertThat(call("replay").out()).contains("0 replayed, 2 were replayed before");
    assertThat(sent()).containsExactly("two", "one");
    assertThat(call("list").out()).contains("yes", "no");
  }

  @Test
  void statusTellsWhatItCanAndNamesWhatItCannot() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    Path json = folder.resolve("status.json");
    Call status =
        Call.of(
            "status",
            "--config",
            config.toString(),
            "--cluster",
            "http://127.0.0.1:" + nobody,
            "--json",
            json.toString());
    assertThat(status.status()).isEqualTo(1);
    assertThat(status.out())
        .contains(
            "jobs: not to be had: no Flink cluster answers",
            "serving: nothing behind the alias nothing-here yet",
            "training: step 0",
            "waiting for a verdict: none",
            "building: nothing",
            "dead letters of the last hour: 3",
            examples + "  unknown-task  2");
    JsonNode tree = new JsonMapper().readTree(json.toFile());
    assertThat(tree.path("jobs").path("unreachable").asText()).contains("no Flink cluster");
    assertThat(tree.path("dead_letters").path("last_hour").asLong()).isEqualTo(3);
  }
}
