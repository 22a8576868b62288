/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and describes topics. Connects for each call; may be called from any thread. */
public final class TopicAdmin {

  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private TopicAdmin() {}

  /**
   * Creates the topics that are missing and waits until all can be written to.
   *
   * @param properties given to the client as they are
   * @throws IllegalStateException if an existing topic is not as its specification says
   * @throws IOException if Kafka cannot be reached or refuses
   */
  public static void ensure(
      String bootstrapServers, Map<String, String> properties, Collection<TopicSpec> topics)
      throws IOException, InterruptedException {
    try (Connection kafka = Connection.open(bootstrapServers, properties)) {
      for (TopicSpec topic : topics) {
        create(kafka, topic);
      }
      for (TopicSpec topic : topics) {
        check(kafka, topic, awaitReady(kafka, topic.name()));
      }
    }
  }

  /** What is wrong with those of the topics that exist; see {@link #ensure}. */
  public static List<String> unfit(
      String bootstrapServers, Map<String, String> properties, Collection<TopicSpec> topics)
      throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    try (Connection kafka = Connection.open(bootstrapServers, properties)) {
      Set<String> existing = kafka.get(kafka.admin().listTopics().names(), "list topics");
      for (TopicSpec topic : topics) {
        if (existing.contains(topic.name())) {
          try {
            check(kafka, topic, describe(kafka, topic.name()));
          } catch (IllegalStateException e) {
            problems.add(String.valueOf(e.getMessage()));
          }
        }
      }
    }
    return problems;
  }

  /** What stands for the topics' offsets, by name; names that do not exist are left out. */
  public static Map<String, TopicIdentity> identities(
      String bootstrapServers, Map<String, String> properties, Collection<String> topics)
      throws IOException, InterruptedException {
    try (Connection kafka = Connection.open(bootstrapServers, properties)) {
      Set<String> existing =
          new HashSet<>(kafka.get(kafka.admin().listTopics().names(), "list topics"));
      Map<String, TopicIdentity> identities = new HashMap<>();
      for (String name : topics) {
        if (existing.contains(name)) {
          TopicDescription description = describe(kafka, name);
          identities.put(
              name,
              new TopicIdentity(description.topicId().toString(), description.partitions().size()));
        }
      }
      return identities;
    }
  }

  /** Names of the given topics that do not exist. */
  public static List<String> missing(
      String bootstrapServers, Map<String, String> properties, Collection<String> topics)
      throws IOException, InterruptedException {
    try (Connection kafka = Connection.open(bootstrapServers, properties)) {
      Set<String> existing = kafka.get(kafka.admin().listTopics().names(), "list topics");
      return topics.stream().filter(topic -> !existing.contains(topic)).toList();
    }
  }

  /**
   * How far consumer groups have read, for every partition that they committed an offset of.
   *
   * @param properties given to the client as they are
   * @throws IOException if Kafka cannot be reached or refuses
   */
  public static List<ReadPosition> positions(
      String bootstrapServers, Map<String, String> properties, Collection<String> groups)
      throws IOException, InterruptedException {
    List<ReadPosition> positions = new ArrayList<>();
    try (Connection kafka = Connection.open(bootstrapServers, properties)) {
      for (String group : groups) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            kafka.get(
                kafka.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                "read the offsets of group '" + group + "'");
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
            kafka.get(
                kafka
                    .admin()
                    .listOffsets(
                        committed.keySet().stream()
                            .collect(Collectors.toMap(tp -> tp, tp -> OffsetSpec.latest())))
                    .all(),
                "read the ends of the topics of group '" + group + "'");
        committed.forEach(
            (partition, offset) ->
                positions.add(
                    new ReadPosition(
                        group,
                        partition.topic(),
                        partition.partition(),
                        offset.offset(),
                        Objects.requireNonNull(ends.get(partition)).offset())));
      }
    }
    return positions;
  }

  /** A client, and what messages call its brokers. */
  private record Connection(Admin admin, String servers) implements AutoCloseable {
    static Connection open(String bootstrapServers, Map<String, String> properties) {
      Map<String, Object> configuration = new HashMap<>(properties);
      configuration.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
      return new Connection(Admin.create(configuration), bootstrapServers);
    }

    <T> T get(KafkaFuture<T> future, String what) throws IOException, InterruptedException {
      try {
        return future.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new IOException("cannot " + what + ": " + e.getCause(), e.getCause());
      } catch (TimeoutException e) {
        throw new IOException(
            "Kafka does not answer at %s: cannot %s within %d s"
                .formatted(servers, what, WAIT.toSeconds()),
            e);
      }
    }

    /** Every answer that counts has been awaited; others would be waited for as long again. */
    @Override
    public void close() {
      admin.close(Duration.ZERO);
    }
  }

  private static void create(Connection kafka, TopicSpec topic)
      throws IOException, InterruptedException {
    NewTopic created =
        new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.<Short>empty())
            .configs(topic.configuration());
    try {
      kafka.get(
          kafka.admin().createTopics(List.of(created)).all(),
          "create topic '" + topic.name() + "'");
    } catch (IOException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static TopicDescription describe(Connection kafka, String name)
      throws IOException, InterruptedException {
    return Objects.requireNonNull(
        kafka
            .get(
                kafka.admin().describeTopics(List.of(name)).allTopicNames(),
                "describe topic '" + name + "'")
            .get(name));
  }

  /** A topic just created may not be known to every broker, or have no leader yet. */
  private static TopicDescription awaitReady(Connection kafka, String name)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (true) {
      try {
        TopicDescription description = describe(kafka, name);
        if (description.partitions().stream().allMatch(p -> p.leader() != null)) {
          return description;
        }
      } catch (IOException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "topic '" + name + "' has no leader after " + WAIT.toSeconds() + " s");
      }
      LockSupport.parkNanos(POLL.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static void check(Connection kafka, TopicSpec topic, TopicDescription found)
      throws IOException, InterruptedException {
    if (topic.exactPartitions() && found.partitions().size() != topic.partitions()) {
      throw new IllegalStateException(
          "topic '%s' has %d partitions but needs %d; delete it or name another one"
              .formatted(topic.name(), found.partitions().size(), topic.partitions()));
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config settings =
        Objects.requireNonNull(
            kafka
                .get(
                    kafka.admin().describeConfigs(List.of(resource)).all(),
                    "read the settings of topic '" + topic.name() + "'")
                .get(resource));
    String policy = settings.get("cleanup.policy").value();
    if (topic.isCompacted() != policy.contains("compact")) {
      throw new IllegalStateException(
          "topic '%s' has cleanup.policy=%s but must %sbe compacted; change it or name another one"
              .formatted(topic.name(), policy, topic.isCompacted() ? "" : "not "));
    }
  }
}
