/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.jobs.files.RecordKind;
import io.freshet.jobs.files.RecordRows;
import io.freshet.jobs.flink.RecordFilter;
import io.freshet.jobs.training.TrainingJob;
import io.freshet.jobs.training.tasks.KnownTasks;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.tasks.TaskTable;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The topics that are fed from outside; named as on the command line. */
public enum FeedTarget {
  /** Examples and controls. */
  TRAINING_EXAMPLES {
    @Override
    public RecordKind kind() {
      return RecordKind.EXAMPLES;
    }

    @Override
    public String topic(KafkaConfig.Topics topics) {
      return topics.trainingExamples();
    }

    @Override
    public Decoded<ProducerRecord<byte[], byte[]>> record(RawRecord raw, FreshetConfig config) {
      KnownTasks known =
          new KnownTasks(TaskTable.of(config, task -> {}, TaskChanges.NONE), TrainingJob.NAME);
      return map(
          TrainingMessageJson.decode(raw),
          (message, received) -> known.objection(known.placed(message), received),
          value -> ProducerRecords.of(topic(config.kafka().topics()), value));
    }
  },
  /** Changes of documents. */
  DOCUMENTS {
    @Override
    public RecordKind kind() {
      return RecordKind.DOCUMENTS;
    }

    @Override
    public String topic(KafkaConfig.Topics topics) {
      return topics.documents();
    }

    @Override
    public Decoded<ProducerRecord<byte[], byte[]>> record(RawRecord raw, FreshetConfig config) {
      // A version that the line declares goes along; without one the offset will be it.
      return map(
          DocumentJson.decode(raw),
          RecordFilter.none(),
          value -> ProducerRecords.of(topic(config.kafka().topics()), value, value.version() >= 0));
    }
  },
  /** Judged queries. */
  JUDGMENTS {
    @Override
    public RecordKind kind() {
      return RecordKind.JUDGMENTS;
    }

    @Override
    public String topic(KafkaConfig.Topics topics) {
      return topics.judgments();
    }

    @Override
    public Decoded<ProducerRecord<byte[], byte[]>> record(RawRecord raw, FreshetConfig config) {
      return map(
          JudgmentJson.decode(raw),
          RecordFilter.none(),
          value -> ProducerRecords.of(topic(config.kafka().topics()), value));
    }
  };

  /** The name of the topic in a deployment. */
  public abstract String topic(KafkaConfig.Topics topics);

  /** The record to send for a line, or why the job that reads the topic could not use it. */
  public abstract Decoded<ProducerRecord<byte[], byte[]>> record(
      RawRecord raw, FreshetConfig config);

  /** What the rows of files become. */
  public abstract RecordKind kind();

  /** The record to send for a row of a file, or why it cannot be used; keeps the row beside it. */
  public Decoded<ProducerRecord<byte[], byte[]>> record(
      Decoded<RawRecord> row, FreshetConfig config) {
    return RecordRows.decoded(row, raw -> record(raw, config));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> Decoded<ProducerRecord<byte[], byte[]>> map(
      Decoded<T> decoded,
      RecordFilter<T> filter,
      Function<T, ProducerRecord<byte[], byte[]>> record) {
    if (decoded instanceof Decoded.Accepted<T> accepted) {
      Optional<DeadLetter> objection = filter.objection(accepted.value(), accepted.received());
      return objection.isPresent()
          ? new Decoded.Rejected<>(objection.get())
          : new Decoded.Accepted<>(record.apply(accepted.value()), accepted.received());
    }
    return new Decoded.Rejected<>(((Decoded.Rejected<T>) decoded).letter());
  }
}
