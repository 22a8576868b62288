/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.FailedException;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.jobs.probes.HeldOutQueries.Query;
import io.freshet.jobs.probes.StreamJudgment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a refresh of the probe sets reads from Kafka, each topic to its end at that moment. Holds
 * judgments and documents in memory, and of the examples nothing. For one use by one thread.
 */
final class ProbeStreams {
  private final KafkaConfig kafka;
  private final long now;
  private long rejected;
  private long examples;

  /**
   * The streams.
   *
   * @param now milliseconds since the epoch; later times of records count as this one, or one clock
   *     that is ahead would make all judgments of the time until then look old
   */
  ProbeStreams(KafkaConfig kafka, long now) {
    this.kafka = kafka;
    this.now = now;
  }

  /**
   * The last record of each judged query, by its id.
   *
   * @throws FailedException where the topic cannot be read, or holds none
   */
  Map<String, StreamJudgment> judgments() throws FailedException {
    Map<String, StreamJudgment> last = new HashMap<>();
    rejected +=
        TopicLog.scan(
            kafka,
            kafka.topics().judgments(),
            JudgmentJson::decode,
            accepted -> {
              Judgment judgment = accepted.value();
              long time = Math.min(now, accepted.received().origin().timestamp());
              last.put(judgment.queryId(), new StreamJudgment(judgment, time));
            });
    if (last.isEmpty()) {
      throw new FailedException("the topic " + kafka.topics().judgments() + " holds no judgments");
    }
    return last;
  }

  /** The newest change of each document, by its id: the last one unless versions say otherwise. */
  Map<String, DocumentChange> documents() throws FailedException {
    Map<String, DocumentChange> newest = new HashMap<>();
    rejected +=
        TopicLog.scan(
            kafka,
            kafka.topics().documents(),
            DocumentJson::decode,
            accepted ->
                newest.merge(
                    accepted.value().id(),
                    accepted.value(),
                    (known, next) -> next.version() >= known.version() ? next : known));
    return newest;
  }

  /** Those of the queries that the training examples hold, as the training job finds them. */
  Set<Query> trainedOn(Map<Query, String> queries) throws FailedException {
    HeldOutQueries candidates = HeldOutQueries.ofTexts(queries);
    Set<Query> found = new HashSet<>();
    rejected +=
        TopicLog.scan(
            kafka,
            kafka.topics().trainingExamples(),
            TrainingMessageJson::decode,
            accepted -> {
              if (accepted.value() instanceof TrainingExample example) {
                examples++;
                found.addAll(candidates.leaks(example));
              }
            });
    return found;
  }

  /** Records that could not be understood so far. */
  long rejected() {
    return rejected;
  }

  /** Training examples looked at. */
  long examples() {
    return examples;
  }
}
