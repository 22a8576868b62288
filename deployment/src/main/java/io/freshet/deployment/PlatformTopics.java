/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment;

import io.freshet.config.KafkaConfig;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The topics that a deployment works on. */
public final class PlatformTopics {
  private PlatformTopics() {}

  /**
   * Creates the topics that are missing and waits until all can be written to.
   *
   * @throws IllegalStateException where an existing topic is not as it must be
   */
  public static void ensure(KafkaConfig kafka) throws IOException, InterruptedException {
    TopicAdmin.ensure(kafka.bootstrapServers(), kafka.properties(), specs(kafka.topics()));
  }

  /** Names of the topics that {@link #ensure} would create. */
  public static List<String> missing(KafkaConfig kafka) throws IOException, InterruptedException {
    return TopicAdmin.missing(
        kafka.bootstrapServers(),
        kafka.properties(),
        specs(kafka.topics()).stream().map(TopicSpec::name).toList());
  }

  /** What is wrong with those of the topics that are there. */
  public static List<String> unfit(KafkaConfig kafka) throws IOException, InterruptedException {
    return TopicAdmin.unfit(kafka.bootstrapServers(), kafka.properties(), specs(kafka.topics()));
  }

  private static List<TopicSpec> specs(KafkaConfig.Topics topics) {
    List<TopicSpec> specs = new ArrayList<>();
    if (!topics.trainingSteps().isEmpty()) {
      specs.add(TopicSpec.events(topics.trainingSteps(), 1));
    }
    Collections.addAll(
        specs,
        // One order of examples makes a run repeatable.
        TopicSpec.events(topics.trainingExamples(), 1),
        TopicSpec.compacted(topics.documents(), 2),
        TopicSpec.compacted(topics.judgments(), 1),
        TopicSpec.log(topics.modelVersions()),
        TopicSpec.log(topics.generations()),
        TopicSpec.events(topics.metrics(), 1),
        TopicSpec.events(topics.deadLetters(), 1));
    return specs;
  }
}
