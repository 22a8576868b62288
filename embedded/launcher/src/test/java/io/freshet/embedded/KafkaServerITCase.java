/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerITCase {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final String TOPIC = "words";

  @TempDir Path data;

  @Test
  void recordsSurviveKillAndRestartAndNothingIsLeftRunning() throws Exception {
    ProcessHandle last;
    try (KafkaServer server = KafkaServer.start(HOME, data)) {
      String address = server.bootstrapServers();
      createTopic(address);
      send(address, "before");

      ProcessHandle killed = server.process();
      server.kill();
      assertThat(killed.isAlive()).isFalse();

      server.restart();
      assertThat(server.bootstrapServers()).isEqualTo(address);
      send(address, "after");
      assertThat(read(address, 2)).containsExactly("before", "after");
      last = server.process();
    }
    assertThat(last.isAlive()).isFalse();
  }

  @Test
  void takesAnotherPortWhereThePreferredOneIsTaken() throws Exception {
    try (ServerSocket taken =
            new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        KafkaServer server = KafkaServer.startPreferring(taken.getLocalPort(), HOME, data)) {
      assertThat(server.bootstrapServers())
          .startsWith("127.0.0.1:")
          .isNotEqualTo("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void endsWhenItsParentIsKilled() throws Exception {
    // The first end of all takes longer: it archives classes.
    KafkaServer.start(HOME, data.resolve("first")).close();
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                HOME.toString(),
                data.resolve("second").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), UTF_8))) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();
      parent.destroyForcibly().waitFor();
      child.onExit().get(20, TimeUnit.SECONDS);
      assertThat(child.isAlive()).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void saysWhatIsMissingWhereNothingIsBuilt() {
    assertThatThrownBy(() -> KafkaServer.start(data, data))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("kafka is not built")
        .hasMessageContaining("mvn");
  }

  /** Starts a broker, says its process id, and waits to be killed. */
  static final class Parent {
    public static void main(String[] args) throws IOException {
      try (KafkaServer server = KafkaServer.start(Path.of(args[0]), Path.of(args[1]))) {
        System.out.println(server.process().pid());
        while (System.in.read() >= 0) {
          // The test never writes and ends this process by force.
        }
      }
    }
  }

  private static void createTopic(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static void send(String address, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get(60, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(String address, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", address),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<String> values = new ArrayList<>();
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
      return values;
    }
  }
}
