/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.StepManifestJson;
import io.freshet.connectors.kafka.MetricDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.testing.KeptSavepoints;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.testing.TopicReader;
import io.freshet.model.training.batch.StepReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of the training job: of this build, and of builds before it, which lie in the
 * resources ({@code savepoints/<release>}, each with the model that training started from).
 *
 * @see KeptSavepoints
 */
@ExtendWith(ServersExtension.class)
class SavepointITCase {

  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(2);

  /** What stands in the topic when the savepoint is taken. */
  private static final int BEFORE = 200;

  private static final int AFTER = 60;

  @TempDir Path directory;
  private final String bootstrap;

  SavepointITCase(Servers servers) {
    bootstrap = servers.kafka().bootstrapServers();
  }

  static List<Path> releases() throws Exception {
    return KeptSavepoints.releases();
  }

  @Test
  void trainingGoesOnFromASavepointOfThisBuild() throws Exception {
    Path model = releases().get(0).resolve("model");
    // Offsets and the name of the topic stand in the savepoint.
    String topic = Servers.unique("savepoint");
    Path savepoint = take(config(topic, model));
    Optional<Path> keep = KeptSavepoints.toKeep();
    if (keep.isPresent()) {
      LocalFolders.copy(savepoint, keep.get().resolve("training"));
      LocalFolders.copy(model, keep.get().resolve("model"));
      Files.writeString(keep.get().resolve("topic"), topic);
    }
    goOn(config(topic, model), savepoint);
    makeAgain(config(topic, model), savepoint);
  }

  /** Every step after the savepoint, from its weights and the records that it was made from. */
  private void makeAgain(FreshetConfig config, Path savepoint) throws Exception {
    Map<Long, RawRecord> records = new HashMap<>();
    try (TopicReader<RawRecord> reader =
        new TopicReader<>(bootstrap, config.kafka().topics().trainingExamples(), RawRecords::of)) {
      reader
          .until("all records", all -> all.size() == BEFORE + AFTER)
          .forEach(raw -> records.put(raw.origin().offset(), raw));
    }
    SortedMap<Long, StepManifest> manifests = new TreeMap<>();
    try (StepReplay replay = StepReplay.from(config, savepoint.toString());
        TopicReader<StepManifest> reader =
            new TopicReader<>(
                bootstrap,
                config.kafka().topics().trainingSteps(),
                record ->
                    ((Decoded.Accepted<StepManifest>)
                            StepManifestJson.decode(RawRecords.of(record)))
                        .value())) {
      reader
          .until(
              "steps after the savepoint",
              all -> !all.isEmpty() && last(all).updates() > replay.updates() + 15)
          .forEach(manifest -> manifests.put(manifest.step(), manifest));
      manifests.values().removeIf(manifest -> manifest.updates() < replay.updates());
      assertThat(manifests).hasSizeGreaterThan(15);
      for (StepManifest manifest : manifests.values()) {
        StepReport again =
            replay.make(
                manifest, (partition, offset) -> Objects.requireNonNull(records.get(offset)));
        assertThat(again.losses()).as("losses, bit by bit").isEqualTo(manifest.losses());
        assertThat(again.gradientNorm()).isEqualTo(manifest.gradientNorm());
      }
      StepManifest next = manifests.get(manifests.lastKey());
      RawRecord other = records.get(0L);
      assertThatThrownBy(() -> replay.make(next, (partition, offset) -> other))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another record stands at partition 0");
    }
    assertThat(manifests.values())
        .flatExtracting(StepManifest::changes)
        .contains(TaskControl.add("extra", Map.of("batch-size", "4", "weight", "0.5")));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void trainingGoesOnFromASavepointOfARelease(Path release) throws Exception {
    FreshetConfig config =
        config(Files.readString(release.resolve("topic")).strip(), release.resolve("model"));
    prepare(config);
    send(config, messages().subList(0, BEFORE));
    goOn(config, release.resolve("training").toAbsolutePath());
  }

  private FreshetConfig config(String topic, Path model) {
    return ConfigReader.parse(
        "test",
        """
        kafka:
          bootstrap-servers: "%1$s"
          topics: {training-examples: %2$s, model-versions: %2$s-versions, metrics: %2$s-metrics, dead-letters: %2$s-letters, training-steps: %2$s-steps}
        model: {path: "%3$s", max-length: 24, device: cpu, threads: 1}
        tasks:
          search: {kind: retrieval, query-max-length: 16, document-max-length: 16, batch-size: 6}
          sts: {kind: similarity, query-max-length: 16, document-max-length: 16, batch-size: 4}
        sampling: {minimum-buffered: 6, fresh-capacity: 64, reservoir-capacity: 64}
        training: {warmup-steps: 5, version-every-steps: 1000, report-every-steps: 1}
        registry: {path: "file://%4$s/registry"}
        checkpoints: {directory: "file://%4$s/checkpoints", interval: 1s}
        """
            .formatted(bootstrap, topic, model.toAbsolutePath(), directory));
  }

  /** Examples, a task that a control record adds, and examples of it to the end. */
  private static List<TrainingMessage> messages() {
    List<TrainingMessage> messages = new ArrayList<>(TinyTraining.examples(BEFORE + AFTER));
    messages.set(50, TaskControl.add("extra", Map.of("batch-size", "4", "weight", "0.5")));
    for (int i = 52; i < messages.size(); i += 4) {
      messages.set(i, ((TrainingExample) messages.get(i)).inTask("extra"));
    }
    return messages;
  }

  private void prepare(FreshetConfig config) throws Exception {
    var topics = config.kafka().topics();
    TopicAdmin.ensure(
        bootstrap,
        Map.of(),
        List.of(
            TopicSpec.events(topics.trainingExamples(), 1),
            TopicSpec.events(topics.metrics(), 1),
            TopicSpec.events(topics.deadLetters(), 1),
            TopicSpec.events(topics.trainingSteps(), 1),
            TopicSpec.log(topics.modelVersions())));
  }

  private void send(FreshetConfig config, List<TrainingMessage> messages) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (TrainingMessage message : messages) {
        producer
            .send(ProducerRecords.of(config.kafka().topics().trainingExamples(), message))
            .get();
      }
    }
  }

  private Path take(FreshetConfig config) throws Exception {
    prepare(config);
    send(config, messages().subList(0, BEFORE));
    StreamExecutionEnvironment env = Environments.create(config, "training");
    TrainingJob.build(env, config);
    JobClient job = env.executeAsync();
    try (TopicReader<TrainingProgress> reports = reports(config)) {
      reports.until("every example", all -> !all.isEmpty() && arrived(last(all)) >= BEFORE - 16);
    }
    String savepoint =
        job.stopWithSavepoint(
                false, directory.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
            .get();
    return Path.of(URI.create(savepoint).getPath());
  }

  /** Goes on with what comes later, and sees that nothing of before was lost. */
  private void goOn(FreshetConfig config, Path savepoint) throws Exception {
    long steps;
    try (TopicReader<TrainingProgress> reports = reports(config)) {
      Configuration settings = Environments.configuration(config, "training");
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
      TrainingJob.build(env, config);
      JobClient job = env.executeAsync();
      send(config, messages().subList(BEFORE, BEFORE + AFTER));
      List<TrainingProgress> all =
          reports.until(
              "every example",
              told -> !told.isEmpty() && arrived(last(told)) >= BEFORE + AFTER - 16);
      job.cancel().get();
      TrainingProgress end = last(all);
      assertThat(end.tasks()).containsOnlyKeys("search", "sts", "extra");
      // Half of the rows were trained on before the savepoint.
      assertThat(end.pairs()).isGreaterThan(2L * BEFORE);
      steps = end.step();
      List<Long> told = all.stream().map(TrainingProgress::step).toList();
      assertThat(told).isSorted().endsWith(steps);
      assertThat(end.tasks().get("extra").arrived()).isGreaterThan(35);
      assertThat(end.tasks().values()).allMatch(task -> task.dealt() > task.arrived());
    }
    assertThat(steps).isGreaterThan(60);
  }

  private TopicReader<TrainingProgress> reports(FreshetConfig config) {
    return new TopicReader<>(
        bootstrap,
        config.kafka().topics().metrics(),
        record ->
            (TrainingProgress) accepted(new MetricDeserializer().decode(RawRecords.of(record))));
  }

  private static MetricRecord accepted(Decoded<MetricRecord> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<MetricRecord>) decoded).value();
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  private static long arrived(TrainingProgress progress) {
    return progress.tasks().values().stream().mapToLong(TaskProgress::arrived).sum();
  }
}
