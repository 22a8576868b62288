/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.kafka.ModelVersionDeserializer;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.VersionVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the gate's decisions from the beginning of their topic. What stood there at the start is
 * told as it ended: the last decision on each version, and of the promotions the last one only, so
 * that a restart repeats nothing that was undone since. Not thread-safe.
 */
final class Decisions implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final ModelVersionDeserializer decoder = new ModelVersionDeserializer();

  /** The last decision on each version, in the order of the log. */
  private final Map<String, Decision> last = new LinkedHashMap<>();

  private long backlogEnd = -1;
  private boolean caughtUp;

  /**
   * Takes over the consumer and closes it in the end.
   *
   * @param topic of one partition
   */
  Decisions(String topic, Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
    this.partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** The verdicts since the last call, in the topic's order; none before the backlog is read. */
  List<VersionVerdict> verdicts() {
    if (backlogEnd < 0) {
      backlogEnd = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
    List<Decision> news = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> kafka : consumer.poll(POLL)) {
      // Tombstones and records that cannot be read say nothing.
      if (kafka.value() != null
          && decoder.decode(RawRecords.of(kafka)) instanceof Decoded.Accepted<ModelVersion> accepted
          && accepted.value() instanceof Decision decision) {
        last.remove(decision.name());
        last.put(decision.name(), decision);
        news.add(decision);
      }
    }
    if (caughtUp) {
      return news.stream().flatMap(decision -> verdict(decision).stream()).toList();
    }
    if (consumer.position(partition) < backlogEnd) {
      return List.of();
    }
    caughtUp = true;
    return backlog();
  }

  private List<VersionVerdict> backlog() {
    List<VersionVerdict> verdicts = new ArrayList<>();
    Optional<VersionVerdict> promoted = Optional.empty();
    for (Decision decision : last.values()) {
      Optional<VersionVerdict> verdict = verdict(decision);
      if (verdict.isPresent() && verdict.get() instanceof VersionVerdict.Promoted) {
        promoted = verdict;
      } else {
        verdict.ifPresent(verdicts::add);
      }
    }
    promoted.ifPresent(verdicts::add);
    return verdicts;
  }

  private static Optional<VersionVerdict> verdict(Decision decision) {
    BuildVersion version = version(decision);
    return switch (decision.verdict()) {
      case PROMOTED ->
          Optional.of(new VersionVerdict.Promoted(version, decision.ground() == Ground.COMMAND));
      case REJECTED, ROLLED_BACK -> Optional.of(new VersionVerdict.Withdrawn(version));
      case UNDECIDED -> Optional.empty();
    };
  }

  private static BuildVersion version(Decision decision) {
    return new BuildVersion(decision.step(), decision.digest(), decision.uri());
  }

  /** Why a version that was promoted once must not begin to serve now, if there is a reason. */
  Optional<String> objection(BuildVersion version) {
    Decision own = last.get(version.name());
    if (own == null) {
      return Optional.empty(); // found in OpenSearch and not in the log
    }
    if (own.verdict() != Verdict.PROMOTED) {
      return Optional.of("the version is " + own.verdict() + ": " + own.reason());
    }
    Optional<Decision> commanded =
        last.values().stream()
            .dropWhile(decision -> !decision.equals(own))
            .skip(1)
            .filter(decision -> decision.verdict() == Verdict.PROMOTED)
            .filter(decision -> decision.ground() == Ground.COMMAND)
            .findFirst();
    return commanded.map(decision -> "a person wants version " + decision.name());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
