/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
import java.util.Map;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers host:port pairs, comma separated
 * @param groupPrefix put before the names of the jobs' consumer groups
 * @param maximumRejectedShare share of rejected records among the last 1,000 of a topic above which
 *     a job fails
 * @param properties passed to every client as they are
 */
public record KafkaConfig(
    String bootstrapServers,
    String groupPrefix,
    Topics topics,
    double maximumRejectedShare,
    Map<String, String> properties)
    implements Serializable {

  /** Names the properties without their values, which may be secrets. */
  @Override
  public String toString() {
    return "KafkaConfig[bootstrapServers="
        + bootstrapServers
        + ", groupPrefix="
        + groupPrefix
        + ", topics="
        + topics
        + ", maximumRejectedShare="
        + maximumRejectedShare
        + ", properties="
        + properties.keySet()
        + "]";
  }

  /** Names of the topics. */
  public record Topics(
      String trainingExamples,
      String documents,
      String judgments,
      String modelVersions,
      String generations,
      String metrics,
      String deadLetters)
      implements Serializable {}
}
