/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.KafkaSources;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.kafka.TrainingMessageDeserializer;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.training.files.LoggedProgress;
import io.freshet.jobs.training.files.RejectedLines;
import io.freshet.jobs.training.versions.Announcer;
import io.freshet.jobs.training.versions.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint of the training job is one cut: whenever it fails, it ends as if it never had.
 * {@code -Dfreshet.seed} repeats a run's moments of failure, {@code -Dfreshet.failures} sets how
 * many a job has.
 */
@ExtendWith(ServersExtension.class)
class OneCutITCase {

  private static final int MESSAGES = 180;
  private static final int PARTITIONS = 3;
  private static final int FAILURES = Integer.getInteger("freshet.failures", 4);

  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  @TempDir static Path shared;
  private static Path model;

  @TempDir Path directory;
  private final String bootstrap;
  private final long seed = Long.getLong("freshet.seed", System.nanoTime());

  OneCutITCase(Servers servers) {
    bootstrap = servers.kafka().bootstrapServers();
  }

  @BeforeAll
  static void createModel() throws Exception {
    model = TinyTraining.model(shared);
  }

  /**
   * How a run ended.
   *
   * @param steps all that were dealt, with their rows, by index
   */
  private record Ended(Cut cut, Map<Long, String> steps) {

    void mustEqual(Ended expected, String description) {
      assertThat(steps).as("%s: steps dealt", description).isEqualTo(expected.steps);
      cut.mustEqual(expected.cut, description);
    }
  }

  @Test
  void failuresAtAnyMomentChangeNothing() throws Exception {
    List<TrainingMessage> messages = messages();
    String topic = topic(messages, 1);
    Ended quiet = run(topic, "quiet", "hashmap", Failures.NONE);
    assertThat(quiet.cut().order()).hasSize(messages.size());
    assertThat(quiet.steps()).hasSizeGreaterThan(30);
    assertThat(quiet.cut().header().steps()).isEqualTo(quiet.steps().size());
    assertThat(quiet.cut().tensors())
        .containsKey("second moment embeddings.word_embeddings.weight");

    for (String backend : List.of("hashmap", "rocksdb")) {
      Failures failures = Failures.random(seed + backend.hashCode(), FAILURES, messages.size());
      run(topic, backend, backend, failures).mustEqual(quiet, told(backend, failures));
    }
  }

  @Test
  void failuresChangeNothingGivenTheOrderInWhichSeveralPartitionsWereRead() throws Exception {
    List<TrainingMessage> messages = messages();
    Failures failures = Failures.random(seed, FAILURES, messages.size());
    Ended rough = run(topic(messages, PARTITIONS), "rough", "rocksdb", failures);

    Map<String, TrainingMessage> byId = new HashMap<>();
    messages.forEach(message -> byId.put(id(message), message));
    List<TrainingMessage> recorded = rough.cut().order().stream().map(byId::get).toList();
    assertThat(recorded).containsExactlyInAnyOrderElementsOf(messages);

    Ended quiet = run(topic(recorded, 1), "quiet", "hashmap", Failures.NONE);
    rough.mustEqual(quiet, told("rocksdb, " + PARTITIONS + " partitions", failures));
  }

  private String told(String run, Failures failures) {
    return "-Dfreshet.seed=%d -Dfreshet.failures=%d, %s, %s"
        .formatted(seed, FAILURES, run, failures.moments());
  }

  private static List<TrainingMessage> messages() {
    List<TrainingMessage> messages = TinyTraining.examples(MESSAGES);
    messages.add(
        MESSAGES / 2, TaskControl.set("search", Map.of("temperature", "0.1", "batch-size", "5")));
    return messages;
  }

  private static String id(TrainingMessage message) {
    return message instanceof TrainingExample example ? example.id() : DisturbedInput.CONTROL;
  }

  /** A new topic with messages, which go to the partitions in turn. */
  private String topic(List<TrainingMessage> messages, int partitions) throws Exception {
    String topic = Servers.unique("cut");
    TopicAdmin.ensure(bootstrap, Map.of(), List.of(TopicSpec.events(topic, partitions)));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < messages.size(); i++) {
        TrainingMessage message = messages.get(i);
        ProducerRecord<byte[], byte[]> record = ProducerRecords.of(topic, message);
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topic, i % partitions, record.key(), record.value(), record.headers())));
      }
      for (Future<RecordMetadata> outcome : sent) {
        outcome.get();
      }
    }
    return topic;
  }

  /** Runs the job to the present end of a topic. */
  private Ended run(String topic, String name, String backend, Failures failures) throws Exception {
    Path home = Files.createDirectories(directory.resolve(name));
    FreshetConfig config = TinyTraining.config(home, model, bootstrap, topic, backend);
    Configuration settings = Environments.configuration(config, "training");
    // Several checkpoints between any two failures, and no waiting for restarts.
    settings.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, KeptCheckpoint.INLINE);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(60));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(1));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMillis(10));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
        failures.moments().size() + 1);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    SingleOutputStreamOperator<Decoded<TrainingMessage>> decoded =
        TrainingJob.source(
                env,
                KafkaSources.builder(
                        bootstrap, Map.of(), name, topic, new TrainingMessageDeserializer())
                    .setBounded(OffsetsInitializer.latest())
                    .build())
            .transform(
                "disturbed-input",
                RecordTypes.decodedTrainingMessage(),
                new DisturbedInput(failures, home))
            .uid(DisturbedInput.UID);
    TrainingJob.assemble(
        decoded,
        config,
        topic,
        new TrainingJob.Outputs(
            new LoggedProgress(Optional.empty()),
            Optional.empty(),
            new RejectedLines(home.resolve("rejected.jsonl")),
            Announcer.none(),
            TrainingResult.NONE));
    DealtSteps.record(env, home);
    env.execute();
    List<String> attempts = Files.readAllLines(DisturbedInput.attempts(home));
    System.out.printf("-Dfreshet.seed=%d, %s, %s: %s%n", seed, backend, failures, attempts);
    // A failure that comes from another thread may come too late.
    assertThat(attempts).hasSizeGreaterThan(failures.without(Failures.Kind.ANYTHING));
    return new Ended(Cut.read(home, backend), DealtSteps.of(home, told(name, failures)));
  }
}
