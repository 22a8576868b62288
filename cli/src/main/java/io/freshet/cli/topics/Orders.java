/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.WrongUseException;
import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.registry.ModelRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What people want of versions and generations, written to the topics that the gate and the
 * indexing job read. Both decide for themselves; what comes of it stands in the same topics.
 * Thread-safe.
 */
public final class Orders {
  private final KafkaConfig kafka;
  private final ModelRegistry registry;
  private final InstantSource clock;

  /** Orders to the jobs of a deployment. */
  public Orders(FreshetConfig config, InstantSource clock) {
    this.kafka = config.kafka();
    this.registry = new ModelRegistry(config.registry().path());
    this.clock = clock;
  }

  /**
   * Tells the gate what is wanted of a version.
   *
   * @param version its name
   * @param reason in the person's words, or the empty string
   * @throws WrongUseException where there is no such version, or one that is to serve was deleted
   * @throws FailedException where Kafka does not answer, or refuses
   */
  public void version(Order order, String version, String reason)
      throws IOException, FailedException, InterruptedException {
    ModelVersion record =
        command(
            TopicLog.read(kafka, kafka.topics().modelVersions(), ModelVersionJson::decode),
            registry,
            order,
            version,
            reason,
            clock.millis());
    SentRecord.of(kafka, ProducerRecords.of(kafka.topics().modelVersions(), record));
  }

  static Command command(
      List<ModelVersion> versions,
      ModelRegistry registry,
      Order order,
      String name,
      String reason,
      long now)
      throws IOException {
    Map<String, ModelVersion> known = new TreeMap<>();
    versions.forEach(version -> known.put(version.name(), version));
    ModelVersion version = known.get(name);
    if (version == null) {
      throw new WrongUseException(
          "there is no version '%s'; known are %s".formatted(name, known.keySet()));
    }
    List<String> there = registry.names();
    // Where the registry cannot be seen from here, nothing is known against the version.
    if ((order == Order.PROMOTE || order == Order.PIN)
        && !there.isEmpty()
        && !there.contains(version.name())) {
      throw new WrongUseException(
          "version '%s' was deleted from the registry (registry.keep-last, keep-promoted, keep-days); it holds %s"
              .formatted(version.name(), there));
    }
    return new Command(version.step(), version.digest(), version.uri(), order, reason, now);
  }

  /**
   * Tells the gate to let the version of a generation serve: at once where the generation is still
   * written to.
   *
   * @param index of the generation
   * @return what is to serve
   * @throws WrongUseException where there is no such generation
   */
  public GenerationRecord promote(String index, String reason)
      throws IOException, FailedException, InterruptedException {
    return promote(KnownGenerations.read(kafka).named(index), reason);
  }

  /**
   * {@link #promote} of the generation that served before.
   *
   * @throws WrongUseException where none is written to any more
   */
  public GenerationRecord rollBack(String reason)
      throws IOException, FailedException, InterruptedException {
    return promote(KnownGenerations.read(kafka).former(), reason);
  }

  private GenerationRecord promote(GenerationRecord generation, String reason)
      throws IOException, FailedException, InterruptedException {
    version(
        Order.PROMOTE,
        ModelVersion.name(generation.versionStep(), generation.versionDigest()),
        reason);
    return generation;
  }

  /**
   * Tells the indexing job what is wanted of a build.
   *
   * @param index of the generation; empty for the one that is being built
   * @param documentsPerSecond that it reads at most; empty for what the configuration says
   * @return what is being built
   * @throws WrongUseException where there is no such build
   */
  public GenerationRecord build(
      Wish wish, String index, OptionalInt documentsPerSecond, String reason)
      throws FailedException, InterruptedException {
    GenerationRecord build = KnownGenerations.read(kafka).build(index);
    SentRecord.of(
        kafka,
        ProducerRecords.of(
            kafka.topics().generations(),
            new DesiredGeneration(
                build.index(), wish, documentsPerSecond, reason, clock.millis())));
    return build;
  }
}
