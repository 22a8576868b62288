/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.GenerationDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.HitDetail;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.WriteSetStore;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.embedded.testing.Servers;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.flink.JobMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One deployment of the indexing job over the shared servers, with topics and alias of its own. */
final class IndexingStack implements AutoCloseable {
  final FreshetConfig config;
  final TestVersions versions;
  final GenerationStore store;
  final WriteSetStore writeSet;
  final SearchClient search;
  final DocumentReader documents;
  private final Path directory;
  private final OpenSearchConnection connection;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();
  private final InMemoryReporter metrics = InMemoryReporter.create();
  private Optional<JobClient> job = Optional.empty();

  /**
   * A deployment; the job does not run yet.
   *
   * @param indexing more lines of the configuration's section on indexing
   */
  IndexingStack(Servers servers, Path directory, String indexing) throws Exception {
    this.directory = directory;
    versions = new TestVersions(directory);
    String name = Servers.unique("t");
    config =
        ConfigReader.parse(
            "test",
            """
            kafka:
              bootstrap-servers: "%2$s"
              group-prefix: "%1$s-"
              topics: {documents: "%1$s-documents", model-versions: "%1$s-versions", generations: "%1$s-generations", dead-letters: "%1$s-dead"}
              maximum-rejected-share: 0.5
            opensearch: {url: "%3$s", alias: "%1$s"}
            model: {path: "%4$s", device: cpu, threads: 1}
            tasks: {search: {kind: retrieval}}
            registry: {path: "%5$s"}
            checkpoints: {interval: 300ms, directory: "%6$s"}
            indexing:
              batch-documents: 32
              linger: 50ms
            %7$s
            """
                .formatted(
                    name,
                    servers.kafka().bootstrapServers(),
                    servers.openSearch().url(),
                    directory,
                    versions.registry(),
                    directory.resolve("checkpoints").toUri(),
                    indexing.indent(2)));
    TopicAdmin.ensure(
        config.kafka().bootstrapServers(),
        Map.of(),
        List.of(
            TopicSpec.compacted(config.kafka().topics().documents(), 2),
            TopicSpec.log(config.kafka().topics().modelVersions()),
            TopicSpec.log(config.kafka().topics().generations()),
            TopicSpec.events(config.kafka().topics().deadLetters(), 1)));
    connection = OpenSearchConnection.open(ConnectionSettings.of(config.opensearch().url()));
    store = new GenerationStore(connection);
    writeSet = new WriteSetStore(connection, config.opensearch().alias());
    search = new SearchClient(connection);
    documents = new DocumentReader(connection);
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.kafka().bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void start() throws Exception {
    start(Optional.empty());
  }

  /** Starts the job anew from the last checkpoint that it left behind. */
  void restore() throws Exception {
    start(Optional.of(lastCheckpoint()));
  }

  private void start(Optional<Path> checkpoint) throws Exception {
    Configuration settings = Environments.configuration(config, "indexing");
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    metrics.addToConfiguration(settings);
    checkpoint.ifPresent(
        path -> settings.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    IndexingJob.build(env, config);
    job = Optional.of(env.executeAsync("indexing"));
  }

  private Path lastCheckpoint() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("checkpoints"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .max(Comparator.comparing(IndexingStack::number))
          .orElseThrow()
          .getParent();
    }
  }

  private static int number(Path metadata) {
    return Integer.parseInt(metadata.getParent().getFileName().toString().substring(4));
  }

  /** Cancels the job and waits for its end; checkpoints stay. */
  void cancel() throws Exception {
    JobClient client = job.orElseThrow();
    job = Optional.empty();
    CompletableFuture<Boolean> ended =
        client.getJobExecutionResult().handle((result, failure) -> true);
    client.cancel().get(30, TimeUnit.SECONDS);
    Boolean unused = ended.get(30, TimeUnit.SECONDS);
  }

  /** Fails the test if the job has failed. */
  void assertRuns() throws Exception {
    if (job.isPresent() && job.get().getJobStatus().get(10, TimeUnit.SECONDS) == JobStatus.FAILED) {
      throw new AssertionError(
          "the job failed: " + job.get().getJobExecutionResult().get(10, TimeUnit.SECONDS));
    }
  }

  /** What the live encoder has counted since the job was started last. */
  long countedByLiveEncoder(JobMetrics metric) {
    String name = metric.properties().metric();
    return metrics.getMetricsByIdentifiers(job.orElseThrow().getJobID()).entrySet().stream()
        .filter(entry -> entry.getKey().contains("live-encoder") && entry.getKey().endsWith(name))
        .mapToLong(entry -> ((Counter) entry.getValue()).getCount())
        .sum();
  }

  void produce(DocumentChange change, boolean declareVersion) {
    send(ProducerRecords.of(config.kafka().topics().documents(), change, declareVersion));
  }

  void produce(String key, String value) {
    send(
        new ProducerRecord<>(
            config.kafka().topics().documents(),
            key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  void promote(ModelVersion.Decision decision) throws Exception {
    send(ProducerRecords.of(config.kafka().topics().modelVersions(), decision));
    flush();
  }

  /** Tells the controller what a person wants of a build. */
  void wish(String index, Wish wish, OptionalInt documentsPerSecond) throws Exception {
    send(
        ProducerRecords.of(
            config.kafka().topics().generations(),
            new DesiredGeneration(index, wish, documentsPerSecond, "", 0)));
    flush();
  }

  /** Waits until a generation is at least so far, and returns its index. */
  String awaitProgress(int number, double progress) throws Exception {
    return Eventually.get(
        "generation " + number + " is under way",
        () -> {
          assertRuns();
          return announced().stream()
              .filter(record -> record.number() == number && record.progress() >= progress)
              .map(GenerationRecord::index)
              .findFirst();
        });
  }

  /** Waits until a state and its reason were announced of an index. */
  void awaitState(String index, String state, String reason) throws Exception {
    Eventually.holds(
        index + " is " + state,
        () -> {
          assertRuns();
          return announced().stream()
              .filter(record -> record.index().equals(index))
              .anyMatch(record -> record.state().equals(state) && record.reason().equals(reason));
        });
  }

  private void send(ProducerRecord<byte[], byte[]> kafka) {
    sent.add(producer.send(kafka));
  }

  /** Waits until all that was produced is in Kafka. */
  void flush() throws Exception {
    for (Future<RecordMetadata> one = sent.poll(); one != null; one = sent.poll()) {
      one.get(30, TimeUnit.SECONDS);
    }
  }

  Optional<ServingGeneration> serving() throws Exception {
    return store.serving(config.opensearch().alias());
  }

  /** Waits until the version of this step serves. */
  ServingGeneration awaitServing(long step) throws Exception {
    return Eventually.get(
        "the version of step " + step + " serves",
        () -> {
          assertRuns();
          return serving().filter(generation -> generation.versionStep() == step);
        });
  }

  /** The document as it stands in an index, if it was ever written. */
  Optional<StoredDocument> document(String index, String vectorField, int number) throws Exception {
    return Optional.ofNullable(
        documents
            .read(index, vectorField, List.of(TestDocuments.id(number)))
            .get(TestDocuments.id(number)));
  }

  /** The documents below a number as they stand in a generation, by id. */
  Map<String, StoredDocument> documents(ServingGeneration generation, int below) throws Exception {
    return documents.read(
        generation.index(),
        generation.vectorField(),
        IntStream.range(0, below).mapToObj(TestDocuments::id).toList());
  }

  /** How many documents with the title of all test documents meet a condition. */
  int found(ServingGeneration generation, MetadataFilter filter, int atMost) throws Exception {
    return OpenSearchFailure.join(
            search.wordsAsync(generation, "title", atMost, List.of(filter), HitDetail.SCORE))
        .size();
  }

  /** Every state of generations announced so far, in order. */
  List<GenerationRecord> announced() {
    GenerationDeserializer decoder = new GenerationDeserializer();
    List<GenerationRecord> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> kafka : read(config.kafka().topics().generations())) {
      if (decoder.decode(RawRecords.of(kafka)) instanceof Decoded.Accepted<GenerationMessage> one
          && one.value() instanceof GenerationRecord observed) {
        records.add(observed);
      }
    }
    return records;
  }

  List<DeadLetter> deadLetters() {
    return read(config.kafka().topics().deadLetters()).stream()
        .map(DeadLetters::fromKafka)
        .toList();
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.kafka().bootstrapServers(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (job.isPresent()) {
        cancel();
      }
    } catch (Exception e) {
      throw new IOException("the job could not be stopped", e);
    } finally {
      producer.close();
      connection.close();
      versions.close();
    }
  }
}
