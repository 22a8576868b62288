/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.KafkaSources;
import io.freshet.connectors.kafka.MetricDeserializer;
import io.freshet.connectors.kafka.ModelVersionDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.kafka.TrainingMessageDeserializer;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.testing.FailOnce;
import io.freshet.jobs.testing.MiniClusters;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.folder.ModelFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The training job on a real broker, its topic bounded where a test needs an end. */
@ExtendWith(ServersExtension.class)
class TrainingJobITCase {

  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(2);

  @TempDir static Path shared;
  private static Path model;

  @TempDir Path directory;
  private final String bootstrap;

  TrainingJobITCase(Servers servers) {
    bootstrap = servers.kafka().bootstrapServers();
  }

  @BeforeAll
  static void createModel() throws Exception {
    model = TinyTraining.model(shared);
  }

  private FreshetConfig config(Path home, String backend) throws Exception {
    FreshetConfig config =
        TinyTraining.config(
            Files.createDirectories(home), model, bootstrap, Servers.unique("training"), backend);
    KafkaConfig.Topics topics = config.kafka().topics();
    TopicAdmin.ensure(
        bootstrap,
        Map.of(),
        List.of(
            TopicSpec.events(topics.trainingExamples(), 1),
            TopicSpec.events(topics.metrics(), 1),
            TopicSpec.events(topics.deadLetters(), 1),
            TopicSpec.log(topics.modelVersions())));
    return config;
  }

  private void send(String topic, List<TrainingMessage> messages) throws Exception {
    sendRaw(messages.stream().map(message -> ProducerRecords.of(topic, message)).toList());
  }

  private void sendRaw(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> record : records) {
        sent.add(producer.send(record));
      }
      for (Future<RecordMetadata> outcome : sent) {
        outcome.get();
      }
    }
  }

  private <T> List<T> read(String topic, Function<ConsumerRecord<byte[], byte[]>, T> as) {
    List<T> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> all.add(as.apply(record)));
      }
    }
    return all;
  }

  private static <T> T accepted(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<T>) decoded).value();
  }

  private List<ModelVersion> versions(FreshetConfig config) {
    return read(
        config.kafka().topics().modelVersions(),
        record -> accepted(new ModelVersionDeserializer().decode(RawRecords.of(record))));
  }

  private List<MetricRecord.TrainingProgress> progress(FreshetConfig config) {
    return read(
        config.kafka().topics().metrics(),
        record ->
            (MetricRecord.TrainingProgress)
                accepted(new MetricDeserializer().decode(RawRecords.of(record))));
  }

  /** Runs the job to the present end of its topic. */
  private void run(FreshetConfig config, Path marker, int failAfter) throws Exception {
    StreamExecutionEnvironment env = Environments.create(config, "training");
    String topic = config.kafka().topics().trainingExamples();
    SingleOutputStreamOperator<Decoded<TrainingMessage>> decoded =
        TrainingJob.source(
                env,
                KafkaSources.builder(
                        bootstrap,
                        config.kafka().properties(),
                        "group",
                        topic,
                        new TrainingMessageDeserializer())
                    .setBounded(OffsetsInitializer.latest())
                    .build())
            .map(new FailOnce<>(marker, failAfter), RecordTypes.decodedTrainingMessage())
            .uid("fail-once");
    TrainingJob.assemble(decoded, config, topic, TrainingJob.kafkaOutputs(config.kafka()));
    env.execute();
  }

  /** Issue 2, test (a). */
  @Test
  void aFailureInTheMiddleLeavesTheLastWeightsAsTheyWouldHaveBeen() throws Exception {
    List<TrainingMessage> messages = TinyTraining.examples(420);
    messages.add(300, TaskControl.set("search", Map.of("temperature", "0.1", "batch-size", "5")));

    messages.add(
        100, TaskControl.add("extra", Map.of("query-max-length", "16", "batch-size", "4")));
    for (int i = 0; i < 40; i++) {
      TrainingExample example = (TrainingExample) messages.get(3 * i);
      messages.add(110 + 6 * i, example.inTask("extra"));
    }
    messages.add(400, TaskControl.set("extra", Map.of("losses", "symmetric-info-nce, anchor:0.5")));
    messages.add(440, TaskControl.remove("extra"));

    Path quiet = directory.resolve("quiet");
    FreshetConfig undisturbed = config(quiet, "hashmap");
    send(undisturbed.kafka().topics().trainingExamples(), messages);
    // A marker that exists already: nothing fails.
    run(undisturbed, quiet, 0);

    Path rough = directory.resolve("rough");
    FreshetConfig disturbed = config(rough, "rocksdb");
    send(disturbed.kafka().topics().trainingExamples(), messages);
    Path marker = rough.resolve("failed");
    run(disturbed, marker, 150);
    assertThat(marker).exists();

    ModelRegistry expected = new ModelRegistry(undisturbed.registry().path());
    ModelRegistry actual = new ModelRegistry(disturbed.registry().path());
    String last = expected.names().get(expected.names().size() - 1);
    assertThat(actual.names()).last().isEqualTo(last);
    assertThat(actual.names()).first().asString().startsWith("0-");
    assertThat(Files.readAllBytes(rough.resolve("registry/" + last + "/model.safetensors")))
        .isEqualTo(Files.readAllBytes(quiet.resolve("registry/" + last + "/model.safetensors")));

    // Everything in the registry was announced, with parents that exist, and the last one last.
    List<ModelVersion> announced = versions(disturbed);
    assertThat(announced.stream().map(ModelVersion::name).distinct())
        .containsExactlyInAnyOrderElementsOf(actual.names());
    assertThat(announced).last().extracting(ModelVersion::name).isEqualTo(last);
    for (ModelVersion version : announced) {
      ModelVersion.Candidate candidate = (ModelVersion.Candidate) version;
      assertThat(ModelFolder.read(Path.of(java.net.URI.create(candidate.uri()).getPath())).digest())
          .isEqualTo(candidate.digest());
      assertThat(candidate.parent())
          .isIn(candidate.step() == 0 ? Set.of("") : Set.copyOf(actual.names()));
    }

    // Totals survive the failure.
    MetricRecord.TrainingProgress told = progress(disturbed).get(progress(disturbed).size() - 1);
    List<MetricRecord.TrainingProgress> all = progress(undisturbed);
    MetricRecord.TrainingProgress untroubled = all.get(all.size() - 1);
    assertThat(told.step()).isEqualTo(untroubled.step());
    assertThat(told.pairs()).isEqualTo(untroubled.pairs()).isGreaterThan(780);
    assertThat(told.tasks()).isEqualTo(untroubled.tasks()).containsKeys("search", "sts");
    assertThat(told.tasks().get("search").arrived()).isEqualTo(280);
    assertThat(all).anyMatch(each -> each.tasks().containsKey("extra"));
    assertThat(all.get(0).tasks().get("search").inBatch()).containsKeys("mrr", "recall_1");
    assertThat(told.tasks().get("search").loss())
        .isLessThan(all.get(0).tasks().get("search").loss());
  }

  /** Issue 2, test (c), for the topic of training examples. */
  @Test
  void malformedRecordsBecomeDeadLettersAndTheJobGoesOn() throws Exception {
    FreshetConfig config = config(directory, "hashmap");
    String topic = config.kafka().topics().trainingExamples();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    TinyTraining.examples(60).forEach(message -> records.add(ProducerRecords.of(topic, message)));
    Map<Integer, String> bad = new TreeMap<>();
    bad.put(3, "{\"task\":\"search\",\"query\":");
    bad.put(17, "[1,2]");
    bad.put(20, "{\"task\":\"search\",\"query\":\"no positive\"}");
    bad.put(31, "{\"task\":\"nobody\",\"query\":\"q\",\"pos\":[\"p\"]}");
    bad.put(44, "{\"task\":\"sts\",\"query\":\"q\",\"pos\":[\"p\"],\"pos_scores\":[1,2]}");
    bad.put(45, "\u0000\u0001 not text");
    bad.forEach(
        (place, value) ->
            records.add(
                place,
                new ProducerRecord<>(
                    topic, new byte[] {1}, value.getBytes(StandardCharsets.UTF_8))));
    // The second two the model that is trained cannot do: it has fewer dimensions, and no head.
    for (Map<String, String> settings :
        List.of(
            Map.of("no-such-key", "1"),
            Map.of("matryoshka", "100000"),
            Map.of("losses", "language-modelling"))) {
      records.add(ProducerRecords.of(topic, TaskControl.set("sts", settings)));
    }
    sendRaw(records);

    run(config, directory, 0);

    List<DeadLetter> letters = read(config.kafka().topics().deadLetters(), DeadLetters::fromKafka);
    Map<Long, DeadLetter> byOffset = new HashMap<>();
    letters.forEach(letter -> byOffset.put(letter.origin().offset(), letter));
    assertThat(byOffset).hasSize(bad.size() + 3);
    bad.forEach(
        (place, value) -> {
          DeadLetter letter = byOffset.get((long) place);
          assertThat(letter).as("letter of %s", value).isNotNull();
          assertThat(letter.origin().topic()).isEqualTo(topic);
          assertThat(letter.reason()).isNotBlank();
          // What only the tasks' settings refuse was read already, and is written again.
          if (!Set.of("unknown-task", "nothing-to-learn").contains(letter.reason())) {
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo(value);
          }
        });
    assertThat(byOffset.get(20L).reason()).isEqualTo("nothing-to-learn");
    assertThat(byOffset.get(20L).error()).contains("'pos' is missing");
    assertThat(new String(byOffset.get(20L).value(), StandardCharsets.UTF_8))
        .contains("\"query\":\"no positive\"");
    assertThat(byOffset.get(31L).reason()).isEqualTo("unknown-task");
    for (long offset = 66; offset <= 68; offset++) {
      assertThat(byOffset.get(offset).reason()).isEqualTo("invalid-control");
    }
    assertThat(byOffset.get(67L).error()).contains("100000");
    assertThat(byOffset.get(68L).error()).contains("no head");
    List<MetricRecord.TrainingProgress> progress = progress(config);
    assertThat(
            progress.get(progress.size() - 1).tasks().values().stream()
                .mapToLong(MetricRecord.TaskProgress::arrived)
                .sum())
        .isEqualTo(60);
  }

  @Test
  void everyOperatorHasAnIdOfItsOwn() throws Exception {
    FreshetConfig config = config(directory, "hashmap");
    StreamExecutionEnvironment env = Environments.create(config, "training");
    TrainingJob.build(env, config);
    assertThat(Uids.missing(env)).isEmpty();
    // All of the job is one chain: a checkpoint waits for no queue between its operators.
    assertThat(env.getStreamGraph(false).getJobGraph().getNumberOfVertices()).isEqualTo(1);
  }

  @Test
  void trainsOnFilesAndWritesTheModel() throws Exception {
    FreshetConfig config = TinyTraining.config(directory, model, "localhost:1", "none", "hashmap");
    List<String> lines = new ArrayList<>();
    for (TrainingMessage message : TinyTraining.examples(90)) {
      lines.add(new String(TrainingMessageJson.encode(message), StandardCharsets.UTF_8));
    }
    lines.add(7, "{nonsense");
    Path first = Files.write(directory.resolve("first.jsonl"), lines.subList(0, 50));
    Path second = Files.write(directory.resolve("second.jsonl"), lines.subList(50, lines.size()));
    Path output = directory.resolve("out/model");
    StreamExecutionEnvironment env = Environments.create(config, "training");
    TrainingJob.buildBounded(
        env, config, List.of(first, second), Reading.examples(""), TrainingResult.model(output));
    assertThat(Uids.missing(env)).isEmpty();
    env.execute();

    ModelRegistry registry = new ModelRegistry(config.registry().path());
    String digest = ModelFolder.read(output).digest();
    assertThat(registry.names()).last().asString().endsWith(digest.substring(0, 8));
    assertThat(digest).isNotEqualTo(ModelFolder.read(model).digest());
    assertThat(Files.readAllLines(directory.resolve("out/model.rejected.jsonl")))
        .singleElement()
        .asString()
        .contains("\"line\":8", "first.jsonl", "{nonsense");
    try (var left = Files.list(directory.resolve("out"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("model", "model.rejected.jsonl");
    }
  }

  @Test
  @Timeout(120) // restarts would take longer
  void aTrainingThatDivergesIsNotRepeated() throws Exception {
    FreshetConfig sane = TinyTraining.config(directory, model, "localhost:1", "none", "hashmap");
    Map<String, TaskConfig> tasks = new HashMap<>();
    sane.tasks()
        .forEach(
            (name, task) ->
                tasks.put(
                    name,
                    new TaskConfig(
                        name,
                        task.kind(),
                        1e300,
                        task.temperature(),
                        "",
                        "",
                        task.queryMaxLength(),
                        task.documentMaxLength(),
                        task.batchSize(),
                        task.negativesPerQuery(),
                        task.negatives(),
                        task.losses(),
                        0,
                        1,
                        1,
                        0,
                        1,
                        0)));
    FreshetConfig insane =
        new FreshetConfig(
            sane.kafka(),
            sane.opensearch(),
            sane.model(),
            tasks,
            sane.sampling(),
            sane.training(),
            sane.registry(),
            sane.indexing(),
            sane.negatives(),
            sane.evaluation(),
            sane.service(),
            sane.checkpoints());
    List<String> lines = new ArrayList<>();
    for (TrainingMessage message : TinyTraining.examples(120)) {
      lines.add(new String(TrainingMessageJson.encode(message), StandardCharsets.UTF_8));
    }
    Path file = Files.write(directory.resolve("all.jsonl"), lines);
    Path output = directory.resolve("never");
    StreamExecutionEnvironment env = Environments.create(insane, "training");
    TrainingJob.buildBounded(
        env, insane, List.of(file), Reading.examples(""), TrainingResult.model(output));
    assertThatThrownBy(env::execute).hasStackTraceContaining("11 steps in a row");
    assertThat(output).doesNotExist();
  }
}
