/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.deployment.Job;
import io.freshet.deployment.PlatformTopics;
import io.freshet.deployment.cluster.EmbeddedCluster;
import io.freshet.deployment.cluster.JobFailedException;
import io.freshet.deployment.local.EmbeddedStack;
import io.freshet.jobs.evaluation.gate.GateRule;
import io.freshet.jobs.evaluation.gate.ProbeScorer;
import io.freshet.jobs.evaluation.gate.ProbeScores;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The indexing job over a broker and a node of its own, in this JVM's Flink. One thread produces;
 * the rest is thread-safe.
 */
final class IndexingRun implements AutoCloseable {
  /** The only task of the configuration. */
  static final String TASK = "search";

  private static final Duration PRODUCED_WITHIN = Duration.ofMinutes(2);

  private final EmbeddedStack stack;
  private final FreshetConfig config;
  private final OpenSearchConnection connection;
  private final GenerationStore generations;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();
  private Optional<CompletableFuture<JobResult>> result = Optional.empty();

  private IndexingRun(EmbeddedStack stack, FreshetConfig config) {
    this.stack = stack;
    this.config = config;
    this.connection = OpenSearchConnection.open(config.opensearch().connection());
    this.generations = new GenerationStore(connection);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Starts the servers; the job is started by {@link #startJob}.
   *
   * @param home the built repository
   * @param work takes all files of the run
   * @param model of which a configuration must speak; versions are promoted by {@link #promote}
   * @param threads of the encoder
   * @param options of the configuration that are other than their defaults, by their whole keys
   */
  static IndexingRun start(
      Path home, Path work, Path model, int threads, Map<String, String> options) throws Exception {
    EmbeddedStack stack =
        EmbeddedStack.start(
            home,
            work,
            new EmbeddedCluster.Size(
                2, MemorySize.ofMebiBytes(96), MemorySize.ofMebiBytes(96), "8081-8099"));
    try {
      FreshetConfig config =
          ConfigReader.parse(
              "benchmark",
              """
              kafka: {bootstrap-servers: "%s"}
              opensearch: {url: "%s"}
              model: {path: "%s", device: cpu, threads: %d}
              tasks: {%s: {kind: retrieval}}
              registry: {path: "%s"}
              checkpoints: {directory: "%s"}
              """
                  .formatted(
                      stack.bootstrapServers(),
                      stack.openSearchUrl(),
                      model.toAbsolutePath(),
                      threads,
                      TASK,
                      work.resolve("registry").toUri(),
                      work.resolve("checkpoints").toUri()),
              options);
      PlatformTopics.ensure(config.kafka());
      return new IndexingRun(stack, config);
    } catch (Exception e) {
      stack.close();
      throw e;
    }
  }

  /** Starts the indexing job. */
  void startJob() throws Exception {
    JobID job = stack.flink().submit(Job.INDEXING.build(config));
    result = Optional.of(stack.flink().result(job));
  }

  FreshetConfig config() {
    return config;
  }

  OpenSearchConnection connection() {
    return connection;
  }

  /** Sends a document, which Kafka stamps with the time of this call. */
  void produce(String id, String title, String text) {
    sent.add(
        producer.send(
            ProducerRecords.of(
                config.kafka().topics().documents(),
                new DocumentChange.Upsert(id, 0, title, text, Map.of()),
                false)));
  }

  /** Waits until all that was produced is in Kafka. */
  void flush() throws Exception {
    for (Future<RecordMetadata> one = sent.poll(); one != null; one = sent.poll()) {
      one.get(PRODUCED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Publishes a model as the version of a step and says that it shall serve. */
  void promote(Path model, long step) throws Exception {
    String digest = ModelFolder.read(model).digest();
    promote(step, digest, published(model, step, digest), Map.of(), Map.of());
  }

  /** The same with what the gate measures of the version on the configuration's probe sets. */
  void promoteScored(Path model, long step) throws Exception {
    String digest = ModelFolder.read(model).digest();
    String uri = published(model, step, digest);
    try (ProbeScorer gate = new ProbeScorer(config)) {
      ProbeScores scores = gate.score(uri, digest).get();
      Map<String, Double> metrics =
          GateRule.judge(Optional.empty(), scores, config.evaluation().gate()).metrics();
      promote(step, digest, uri, metrics, scores.sets());
    }
  }

  private String published(Path model, long step, String digest) throws IOException {
    return new ModelRegistry(config.registry().path())
        .publish(model, ModelVersion.name(step, digest));
  }

  private void promote(
      long step,
      String digest,
      String uri,
      Map<String, Double> metrics,
      Map<String, String> probeSets)
      throws Exception {
    sent.add(
        producer.send(
            ProducerRecords.of(
                config.kafka().topics().modelVersions(),
                new ModelVersion.Decision(
                    step,
                    digest,
                    uri,
                    ModelVersion.Verdict.PROMOTED,
                    ModelVersion.Ground.PROBES,
                    "for the benchmark",
                    metrics,
                    Map.of(),
                    probeSets,
                    0))));
    flush();
  }

  /** All generations, in no order. */
  List<ServingGeneration> generations() throws IOException {
    return generations.list(config.opensearch().alias());
  }

  /** The generation that serves, if there is one. */
  Optional<ServingGeneration> serving() throws IOException {
    return generations.serving(config.opensearch().alias());
  }

  /**
   * Waits until the version of a step serves.
   *
   * @throws TimeoutException where that takes longer than allowed
   */
  ServingGeneration awaitServing(long step, Duration atMost) throws Exception {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<ServingGeneration> serving = serving();
      if (serving.isPresent() && serving.get().versionStep() == step) {
        return serving.get();
      }
      throwFailure();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new TimeoutException("the version of step " + step + " serves not within " + atMost);
  }

  /** Throws why the job ended, if it did. */
  void throwFailure() throws Exception {
    if (result.isPresent() && result.get().isDone()) {
      throw JobFailedException.of(result.get().get());
    }
  }

  @Override
  public void close() throws IOException {
    producer.close();
    connection.close();
    stack.close();
  }
}
