/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.KafkaSources;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.kafka.TrainingMessageDeserializer;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.testing.TopicReader;
import io.freshet.jobs.training.sampling.TaskCounters;
import io.freshet.jobs.training.tasks.TaskChanges;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile records through the running training job: it restarts not once, and every record is an
 * arrival at the sampler or a dead letter. {@code -Dfreshet.hostile-stream} sets how many, {@code
 * -Dfreshet.seed} repeats a run.
 */
@ExtendWith(ServersExtension.class)
class HostileStreamITCase {

  private static final int RECORDS = Integer.getInteger("freshet.hostile-stream", 1_000);

  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  @TempDir Path home;
  private final String bootstrap;
  private final long seed = Long.getLong("freshet.seed", System.nanoTime());

  HostileStreamITCase(Servers servers) {
    bootstrap = servers.kafka().bootstrapServers();
  }

  @Test
  void everyRecordIsAnArrivalOrADeadLetterAndNothingRestarts() throws Exception {
    System.out.printf("-Dfreshet.seed=%d%n", seed);
    String topic = Servers.unique("hostile");
    String letters = topic + "-letters";
    TopicAdmin.ensure(
        bootstrap,
        Map.of(),
        List.of(
            TopicSpec.events(topic, 1),
            TopicSpec.events(topic + "-metrics", 1),
            TopicSpec.events(letters, 1),
            TopicSpec.log(topic + "-versions")));
    send(topic);
    FreshetConfig config = config(TinyTraining.model(home), topic);

    StreamExecutionEnvironment env = Environments.createWithoutRestarts(config, TrainingJob.NAME);
    TrainingJob.assemble(
        TrainingJob.source(
                env,
                KafkaSources.builder(
                        bootstrap, Map.of(), topic, topic, new TrainingMessageDeserializer())
                    .setBounded(OffsetsInitializer.latest())
                    .build())
            .transform(
                "disturbed-input",
                RecordTypes.decodedTrainingMessage(),
                new DisturbedInput(Failures.NONE, home))
            .uid(DisturbedInput.UID),
        config,
        topic,
        TrainingJob.kafkaOutputs(config.kafka()));
    env.execute();

    Cut cut = Cut.read(home, "hashmap");
    assertThat(cut.order()).hasSize(RECORDS);
    assertThat(cut.changes()).isEqualTo(TaskChanges.NONE);
    long arrived = cut.sampler().tasks().values().stream().mapToLong(TaskCounters::arrived).sum();
    Map<String, Integer> reasons = reasons(letters, RECORDS - arrived);
    System.out.printf(
        "%,d records: %,d arrived, %,d steps, dead letters %s%n",
        RECORDS, arrived, cut.header().steps(), reasons);
    // The harm is done, by both ways.
    assertThat(arrived).isGreaterThan(RECORDS / 5L);
    assertThat(reasons)
        .containsKeys("unknown-task", "invalid-control", "out-of-range", "malformed-json");
    assertThat(cut.header().steps()).isGreaterThan(arrived / 10);
  }

  /** Dead letters by their reason, once every record that did not arrive has one. */
  private Map<String, Integer> reasons(String topic, long expected) {
    Map<String, Integer> reasons = new TreeMap<>();
    BitSet offsets = new BitSet();
    try (TopicReader<Boolean> reader =
        new TopicReader<>(
            bootstrap,
            topic,
            record -> {
              DeadLetter letter = DeadLetters.fromKafka(record);
              int offset = Math.toIntExact(letter.origin().offset());
              if (!offsets.get(offset)) {
                reasons.merge(letter.reason(), 1, Integer::sum);
              }
              offsets.set(offset);
              return true;
            })) {
      reader.until(expected + " dead letters", all -> offsets.cardinality() >= expected);
    }
    assertThat(offsets.cardinality()).as("-Dfreshet.seed=%d", seed).isEqualTo((int) expected);
    return new HashMap<>(reasons);
  }

  private void send(String topic) throws Exception {
    HostileMessages hostile = new HostileMessages(seed);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "max.request.size", 10 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        // What is not sent is missing in the end.
        Future<RecordMetadata> unused = producer.send(hostile.next(topic));
      }
    }
  }

  private FreshetConfig config(Path model, String topic) {
    return ConfigReader.parse(
        "test",
        String.format(
            Locale.ROOT,
            """
            kafka:
              bootstrap-servers: "%s"
              maximum-rejected-share: 1
              topics: {training-examples: %2$s, model-versions: %2$s-versions, metrics: %2$s-metrics, dead-letters: %2$s-letters}
            model: {path: "%3$s", max-length: 24, device: cpu, threads: 1}
            tasks:
              search: {kind: retrieval, temperature: 0.05, query-max-length: 16, document-max-length: 16, batch-size: 16}
              sts: {kind: similarity, temperature: 0.05, query-max-length: 16, document-max-length: 16, batch-size: 16}
            sampling: {minimum-buffered: 6, fresh-capacity: 200, reservoir-capacity: 200, maximum-record-age: 30d}
            training: {learning-rate: 1e-4, version-every-steps: 100000, report-every-steps: 100}
            registry: {path: "file://%4$s/registry"}
            checkpoints: {directory: "file://%4$s/checkpoints", interval: 2s, state-backend: hashmap}
            """,
            bootstrap,
            topic,
            model,
            home));
  }
}
