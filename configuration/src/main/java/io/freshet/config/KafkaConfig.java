/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Entries;
import io.freshet.config.option.Option;
import io.freshet.config.option.OptionType;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
  /** The options of Kafka. */
  static final Options OPTIONS = new Options();

  /** The options of Kafka. */
  static final class Options extends Section<KafkaConfig> {
    final Option<String> bootstrapServers =
        add(
            Option.text(
                "kafka.bootstrap-servers",
                "localhost:9092",
                "Brokers as host:port, comma separated."),
            KafkaConfig::bootstrapServers);
    final Option<String> groupPrefix =
        add(
            Option.text(
                "kafka.group-prefix",
                "freshet-",
                "Put before the names of the jobs' consumer groups."),
            KafkaConfig::groupPrefix);
    final Topics.Names topics = include(Topics.NAMES, KafkaConfig::topics);
    final Option<Double> maximumRejectedShare =
        add(
            Option.real(
                "kafka.maximum-rejected-share",
                0.5,
                0,
                1,
                "Share of rejected records among the last 1,000 of a topic above which a job fails."),
            KafkaConfig::maximumRejectedShare);
    final Entries<String> properties =
        add(
            new Entries<>(
                Option.of(
                    "kafka.properties",
                    OptionType.TEXT,
                    Optional.empty(),
                    text -> true,
                    "",
                    "Passed to every client as it is."),
                "name",
                "",
                KafkaConfig::isSecret),
            KafkaConfig::properties);

    private Options() {}

    KafkaConfig read(Values v) {
      return new KafkaConfig(
          v.get(bootstrapServers),
          v.get(groupPrefix),
          topics.read(v),
          v.get(maximumRejectedShare),
          v.get(properties));
    }
  }

  /** Whether a property of Kafka's clients holds a secret, by its name. */
  /** Whether the value of a property is nobody's business. */
  public static boolean isSecret(String property) {
    String name = property.toLowerCase(Locale.ROOT);
    return name.contains("password")
        || name.contains("secret")
        || name.contains("jaas")
        || name.endsWith("keystore.key");
  }

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
      String deadLetters,
      String trainingSteps)
      implements Serializable {

    static final Names NAMES = new Names();

    /** The options of the names of topics. */
    static final class Names extends Section<Topics> {
      final Option<String> trainingExamples =
          add(
              name(
                  "kafka.topics.training-examples",
                  "training-examples",
                  "Topic of training examples and control records."),
              Topics::trainingExamples);
      final Option<String> documents =
          add(
              name("kafka.topics.documents", "documents", "Topic of documents, compacted."),
              Topics::documents);
      final Option<String> judgments =
          add(
              name("kafka.topics.judgments", "judgments", "Topic of judged queries."),
              Topics::judgments);
      final Option<String> modelVersions =
          add(
              name(
                  "kafka.topics.model-versions",
                  "model-versions",
                  "Topic of versions and decisions, compacted, one partition."),
              Topics::modelVersions);
      final Option<String> generations =
          add(
              name(
                  "kafka.topics.generations",
                  "generations",
                  "Topic of generations, compacted, one partition."),
              Topics::generations);
      final Option<String> metrics =
          add(name("kafka.topics.metrics", "metrics", "Topic of metrics."), Topics::metrics);
      final Option<String> deadLetters =
          add(
              name(
                  "kafka.topics.dead-letters",
                  "dead-letters",
                  "Topic of records that could not be used."),
              Topics::deadLetters);
      final Option<String> trainingSteps =
          add(
              Option.matching(
                  "kafka.topics.training-steps",
                  "",
                  "[A-Za-z0-9._-]{0,200}",
                  "letters, digits, dot, hyphen, underscore, or empty",
                  "Topic of the manifests of training steps: which records each was made from, so that `freshet replay` can make it again. Some 90 bytes a row. Empty for none."),
              Topics::trainingSteps);

      private Names() {}

      private static Option<String> name(String key, String initial, String description) {
        return Option.matching(
            key,
            initial,
            "[A-Za-z0-9._-]{1,200}",
            "letters, digits, dot, hyphen, underscore",
            description);
      }

      Topics read(Values v) {
        return new Topics(
            v.get(trainingExamples),
            v.get(documents),
            v.get(judgments),
            v.get(modelVersions),
            v.get(generations),
            v.get(metrics),
            v.get(deadLetters),
            v.get(trainingSteps));
      }
    }
  }
}
