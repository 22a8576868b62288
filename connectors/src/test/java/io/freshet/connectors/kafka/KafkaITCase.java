/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DeadLetterHandler;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.testing.RandomRecords;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Against a real broker, with Flink's own source and sink. */
@ExtendWith(ServersExtension.class)
class KafkaITCase {

  private final String bootstrap;

  KafkaITCase(Servers servers) {
    this.bootstrap = servers.kafka().bootstrapServers();
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    return StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
  }

  private void produce(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> consume(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (records.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private <T> List<Decoded<T>> read(String topic, DecodingDeserializer<T> deserializer)
      throws Exception {
    var source =
        KafkaSources.builder(bootstrap, Map.of(), Servers.unique("group"), topic, deserializer)
            .setBounded(OffsetsInitializer.latest())
            .build();
    return environment()
        .fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .executeAndCollect(100);
  }

  @Test
  void topicsAreMadeAsTheyShouldBe() throws Exception {
    String events = Servers.unique("events");
    String versions = Servers.unique("versions");
    List<TopicSpec> specs = List.of(TopicSpec.events(events, 3), TopicSpec.log(versions));
    TopicAdmin.ensure(bootstrap, Map.of(), specs);
    TopicAdmin.ensure(bootstrap, Map.of(), specs);
    Map<String, TopicIdentity> identities =
        TopicAdmin.identities(bootstrap, Map.of(), List.of(events, versions, "no-such-topic"));
    assertThat(identities).containsOnlyKeys(events, versions);
    assertThat(identities.get(events).partitions()).isEqualTo(3);
    assertThat(identities.get(versions).partitions()).isEqualTo(1);
    assertThat(identities.get(events).id()).isNotEqualTo(identities.get(versions).id());
    assertThatThrownBy(
            () -> TopicAdmin.ensure(bootstrap, Map.of(), List.of(TopicSpec.compacted(events, 3))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must be compacted");
    String three = Servers.unique("three");
    TopicAdmin.ensure(bootstrap, Map.of(), List.of(TopicSpec.compacted(three, 3)));
    assertThatThrownBy(() -> TopicAdmin.ensure(bootstrap, Map.of(), List.of(TopicSpec.log(three))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has 3 partitions but needs 1");
  }

  @Test
  void malformedRecordsOfEveryTopicAreRejectedAndTheRestIsRead() throws Exception {
    String training = Servers.unique("training");
    String documents = Servers.unique("documents");
    String judgments = Servers.unique("judgments");
    TopicAdmin.ensure(
        bootstrap,
        Map.of(),
        List.of(
            TopicSpec.events(training, 1),
            TopicSpec.compacted(documents, 1),
            TopicSpec.compacted(judgments, 1)));
    RandomRecords records = new RandomRecords(11);
    TrainingMessage message = records.trainingMessage();
    DocumentChange delete = new DocumentChange.Delete("d", 9);
    Judgment judgment = records.judgment();
    byte[] junk = "{junk".getBytes(StandardCharsets.UTF_8);
    byte[] key = "k".getBytes(StandardCharsets.UTF_8);
    produce(
        List.of(
            new ProducerRecord<>(training, key, junk),
            ProducerRecords.of(training, message),
            new ProducerRecord<>(documents, key, junk),
            ProducerRecords.of(documents, delete, true),
            new ProducerRecord<>(judgments, key, junk),
            ProducerRecords.of(judgments, judgment)));
    assertThat(outcomes(read(training, new TrainingMessageDeserializer())))
        .containsExactly("malformed-json@0", message);
    assertThat(outcomes(read(documents, new DocumentDeserializer())))
        .containsExactly("malformed-json@0", delete);
    assertThat(outcomes(read(judgments, new JudgmentDeserializer())))
        .containsExactly("malformed-json@0", judgment);
  }

  private static <T> List<Object> outcomes(List<Decoded<T>> decoded) {
    List<Object> outcomes = new ArrayList<>();
    for (Decoded<T> one : decoded) {
      if (one instanceof Decoded.Accepted<T> accepted) {
        outcomes.add(accepted.value());
      } else if (one instanceof Decoded.Rejected<T> rejected) {
        outcomes.add(rejected.letter().reason() + "@" + rejected.letter().origin().offset());
      }
    }
    return outcomes;
  }

  @Test
  void deadLettersAreWrittenByTheSinkAndByTheHandler() throws Exception {
    String topic = Servers.unique("dead-letters");
    TopicAdmin.ensure(bootstrap, Map.of(), List.of(TopicSpec.events(topic, 1)));
    RandomRecords records = new RandomRecords(12);
    List<DeadLetter> letters =
        List.of(records.deadLetter(), records.deadLetter(), records.deadLetter());
    StreamExecutionEnvironment environment = environment();
    environment
        .fromData(RecordTypes.deadLetter(), letters.get(0), letters.get(1))
        .sinkTo(KafkaSinks.atLeastOnce(bootstrap, Map.of(), new DeadLetterSerializer(topic)));
    environment.execute();
    try (DeadLetterHandler.Outlet outlet =
        new KafkaDeadLetterHandler(bootstrap, Map.of(), topic).open()) {
      outlet.accept(letters.get(2));
      outlet.flush();
    }
    List<DeadLetter> read = consume(topic, 3).stream().map(DeadLetters::fromKafka).toList();
    assertThat(read).containsExactlyElementsOf(letters);
    for (int i = 0; i < 3; i++) {
      assertThat(read.get(i).key()).isEqualTo(letters.get(i).key());
      assertThat(read.get(i).value()).isEqualTo(letters.get(i).value());
    }
  }
}
