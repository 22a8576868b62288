/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * A topic as it should be.
 *
 * @param partitions how many it is created with
 * @param exactPartitions whether an existing topic with another count is an error
 * @param configuration topic settings given at creation
 */
public record TopicSpec(
    String name, int partitions, boolean exactPartitions, Map<String, String> configuration) {

  private static final String CLEANUP = "cleanup.policy";

  public TopicSpec {
    configuration = Map.copyOf(configuration);
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "topic '" + name + "' needs at least one partition, not " + partitions);
    }
  }

  /** A topic of events: examples, metrics, dead letters. */
  public static TopicSpec events(String name, int partitions) {
    return new TopicSpec(name, partitions, false, Map.of());
  }

  /** A topic that keeps the last record a key: documents, judgments. */
  public static TopicSpec compacted(String name, int partitions) {
    return new TopicSpec(name, partitions, false, Map.of(CLEANUP, "compact"));
  }

  /** A compacted topic of one partition, so that its records have one order: versions. */
  public static TopicSpec log(String name) {
    return new TopicSpec(name, 1, true, Map.of(CLEANUP, "compact"));
  }

  /** Whether the topic keeps only the last record a key. */
  public boolean isCompacted() {
    return configuration.getOrDefault(CLEANUP, "delete").contains("compact");
  }

  /** The same with one more topic setting, such as {@code delete.retention.ms}. */
  public TopicSpec with(String key, String value) {
    Map<String, String> changed = new HashMap<>(configuration);
    changed.put(key, value);
    return new TopicSpec(name, partitions, exactPartitions, changed);
  }
}
