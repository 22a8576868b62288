/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import io.freshet.config.ConfigReader;
import io.freshet.config.ConfigWriter;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.GenerationDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.metrics.MetricDefinition;
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
import io.freshet.jobs.testing.JobProcess;
import io.freshet.jobs.testing.RetainedCheckpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.metrics.MetricNames;
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
public final class IndexingStack implements AutoCloseable {
  private static final int DELIVERY_MILLIS = 600_000;

  public final FreshetConfig config;
  public final TestVersions versions;
  public final GenerationStore store;
  public final WriteSetStore writeSet;
  public final SearchClient search;
  public final DocumentReader documents;
  private final Path directory;
  private final OpenSearchConnection connection;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();
  private final InMemoryReporter metrics = InMemoryReporter.create();
  private Optional<JobClient> job = Optional.empty();
  private Optional<Process> process = Optional.empty();

  /**
   * A deployment; the job does not run yet.
   *
   * @param indexing more lines of the configuration's section on indexing
   */
  public IndexingStack(Servers servers, Path directory, String indexing) throws Exception {
    this(servers, servers.openSearch().url(), directory, indexing);
  }

  /**
   * A deployment whose job reaches OpenSearch at an address of its own; the test sees the node.
   *
   * @param url the job's
   */
  public IndexingStack(Servers servers, String url, Path directory, String indexing)
      throws Exception {
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
            tasks: {search: {kind: retrieval}, code: {kind: code, document-prompt: "code ", query-prompt: "find "}}
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
                    url,
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
    connection = OpenSearchConnection.open(ConnectionSettings.of(servers.openSearch().url()));
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
                "5",
                // A broker that is killed on a busy machine is away for minutes.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.toString(DELIVERY_MILLIS)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Starts the job in this JVM. */
  public void start() throws Exception {
    Configuration settings = Environments.configuration(config, IndexingProcess.JOB);
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    metrics.addToConfiguration(settings);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    IndexingJob.build(env, config);
    job = Optional.of(env.executeAsync(IndexingProcess.JOB));
  }

  /** The checkpoints of all runs of the job. */
  public RetainedCheckpoints checkpoints() {
    return new RetainedCheckpoints(directory.resolve("checkpoints").resolve(IndexingProcess.JOB));
  }

  /** Starts the job as a process of its own, from the newest checkpoint where there is one. */
  public void startProcess() throws Exception {
    Path settings = directory.resolve("process.yaml");
    Files.writeString(settings, ConfigWriter.toYaml(config));
    List<String> arguments = new ArrayList<>(List.of(settings.toString()));
    checkpoints().newest().ifPresent(path -> arguments.add(path.toUri().toString()));
    process = Optional.of(jobProcess().start(arguments));
  }

  private JobProcess jobProcess() {
    return new JobProcess(IndexingProcess.class, directory);
  }

  /** Ends the process as {@code kill -9} does and waits for its end. */
  public void killProcess() throws Exception {
    Process killed = process.orElseThrow();
    process = Optional.empty();
    killed.destroyForcibly().waitFor();
  }

  /** How often the job was restarted by Flink since it was started. */
  public long restarts() {
    return metrics.getMetricsByIdentifiers(job.orElseThrow().getJobID()).entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(MetricNames.NUM_RESTARTS))
        .mapToLong(entry -> ((Number) ((Gauge<?>) entry.getValue()).getValue()).longValue())
        .findAny()
        .orElseThrow();
  }

  /** Cancels the job and waits for its end; checkpoints stay. */
  public void cancel() throws Exception {
    JobClient client = job.orElseThrow();
    job = Optional.empty();
    CompletableFuture<Boolean> ended =
        client.getJobExecutionResult().handle((result, failure) -> true);
    client.cancel().get(30, TimeUnit.SECONDS);
    Boolean unused = ended.get(30, TimeUnit.SECONDS);
  }

  /** Fails the test if the job has failed. */
  public void assertRuns() throws Exception {
    if (job.isPresent() && job.get().getJobStatus().get(10, TimeUnit.SECONDS) == JobStatus.FAILED) {
      throw new AssertionError(
          "the job failed: " + job.get().getJobExecutionResult().get(10, TimeUnit.SECONDS));
    }
    if (process.isPresent() && !process.get().isAlive()) {
      throw new AssertionError("the process has ended: " + jobProcess().log());
    }
  }

  /** What an operator has counted since the job was started last. */
  public long counted(String operator, MetricDefinition metric) {
    String name = metric.properties().metric();
    return metrics.getMetricsByIdentifiers(job.orElseThrow().getJobID()).entrySet().stream()
        .filter(entry -> entry.getKey().contains(operator) && entry.getKey().endsWith(name))
        .mapToLong(entry -> ((Counter) entry.getValue()).getCount())
        .sum();
  }

  public void produce(DocumentChange change, boolean declareVersion) {
    send(ProducerRecords.of(config.kafka().topics().documents(), change, declareVersion));
  }

  public void produce(String key, String value) {
    send(
        new ProducerRecord<>(
            config.kafka().topics().documents(),
            key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  public void promote(ModelVersion.Decision decision) throws Exception {
    send(ProducerRecords.of(config.kafka().topics().modelVersions(), decision));
    flush();
  }

  /** Tells the controller what a person wants of a build. */
  public void wish(String index, Wish wish, OptionalInt documentsPerSecond) throws Exception {
    send(
        ProducerRecords.of(
            config.kafka().topics().generations(),
            new DesiredGeneration(index, wish, documentsPerSecond, "", 0)));
    flush();
  }

  /** Waits until a generation is at least so far, and returns its index. */
  public String awaitProgress(int number, double progress) throws Exception {
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
  public void awaitState(String index, String state, String reason) throws Exception {
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
  public void flush() throws Exception {
    for (Future<RecordMetadata> one = sent.poll(); one != null; one = sent.poll()) {
      one.get(30, TimeUnit.SECONDS);
    }
  }

  public Optional<ServingGeneration> serving() throws Exception {
    return store.serving(config.opensearch().alias());
  }

  /** Waits until the version of this step serves. */
  public ServingGeneration awaitServing(long step) throws Exception {
    return Eventually.get(
        "the version of step " + step + " serves",
        () -> {
          assertRuns();
          return serving().filter(generation -> generation.versionStep() == step);
        });
  }

  /** The document as it stands in an index, if it was ever written. */
  public Optional<StoredDocument> document(String index, String vectorField, int number)
      throws Exception {
    return Optional.ofNullable(
        documents
            .read(index, vectorField, List.of(TestDocuments.id(number)))
            .get(TestDocuments.id(number)));
  }

  /** The documents below a number as they stand in a generation, by id. */
  public Map<String, StoredDocument> documents(ServingGeneration generation, int below)
      throws Exception {
    return documents.read(
        generation.index(),
        generation.vectorField(),
        IntStream.range(0, below).mapToObj(TestDocuments::id).toList());
  }

  /** How many documents with the title of all test documents meet a condition. */
  public int found(ServingGeneration generation, MetadataFilter filter, int atMost)
      throws Exception {
    return OpenSearchFailure.join(
            search.wordsAsync(generation, "title", atMost, List.of(filter), HitDetail.SCORE))
        .size();
  }

  /** How often documents of a generation's index were read by their ids. */
  public long gets(ServingGeneration generation) throws Exception {
    return connection
        .call("GET", "/" + generation.index() + "/_stats/get", Map.of())
        .orThrow("count reads")
        .body()
        .path("_all")
        .path("primaries")
        .path("get")
        .path("total")
        .asLong();
  }

  /** Every state of generations announced so far, in order. */
  public List<GenerationRecord> announced() {
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

  public List<DeadLetter> deadLetters() {
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
      if (process.isPresent()) {
        killProcess();
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
