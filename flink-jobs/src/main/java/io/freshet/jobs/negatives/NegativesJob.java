/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.kafka.TrainingMessageDeserializer;
import io.freshet.connectors.kafka.TrainingMessageSerializer;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.flink.DecodedSplit;
import io.freshet.jobs.flink.JobMain;
import io.freshet.jobs.flink.KafkaTopics;
import io.freshet.jobs.flink.RecordFilter;
import io.freshet.jobs.flink.Uids;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job that mines hard negatives, beside training and apart from it:
 *
 * <pre>
 * training-examples -> decode -> choose, search, choose again -> training-examples
 * </pre>
 *
 * <p>What it finds is written into the topic that it reads, so that the training job meets it as a
 * record like any other: which negatives were trained with at which place is in the log, and a
 * replay is the same. It never mines what was mined. Its state is how far it has read, and the
 * examples under way. It delivers at least once, and not in transactions: an open transaction in
 * the topic would hold the training job back at its first record.
 */
public final class NegativesJob {
  /** Name of the job, and of its consumer group after the configured prefix. */
  public static final String NAME = "negatives";

  /** Examples under way at most. */
  private static final int UNDER_WAY = 256;

  /** How long an example may be under way, a version's first loading in it. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private NegativesJob() {}

  /**
   * Starts the job in the cluster that calls this.
   *
   * @param args see {@link JobMain}
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, NegativesJob::build);
  }

  /**
   * Adds the job's operators to an environment; nothing runs before it is executed.
   *
   * @throws IllegalArgumentException where no task is to be mined
   */
  public static void build(StreamExecutionEnvironment env, FreshetConfig config) {
    if (!config.negatives().on()) {
      throw new IllegalArgumentException(
          "no task is to be mined; give one a share, such as negatives: {shares: {%s: 0.2}}"
              .formatted(config.tasks().keySet().iterator().next()));
    }
    KafkaConfig kafka = config.kafka();
    String topic = kafka.topics().trainingExamples();
    // The records that cannot be used are dead letters of the training job, which reads them too.
    DecodedSplit<TrainingMessage> examples =
        DecodedSplit.of(
            Uids.named(
                env.fromSource(
                    KafkaTopics.newcomers(kafka, topic, NAME, new TrainingMessageDeserializer()),
                    WatermarkStrategy.noWatermarks(),
                    "negatives-source",
                    RecordTypes.decodedTrainingMessage()),
                "negatives-source"),
            RecordTypes.trainingMessage(),
            topic,
            kafka.maximumRejectedShare(),
            RecordFilter.none(),
            "negatives-split");
    SingleOutputStreamOperator<TrainingMessage> mined =
        Uids.named(
            AsyncDataStream.unorderedWait(
                examples.values(),
                new NegativeMiner(config),
                LIMIT.toMillis(),
                TimeUnit.MILLISECONDS,
                UNDER_WAY),
            "negatives-miner");
    mined
        .sinkTo(KafkaTopics.sink(kafka, new TrainingMessageSerializer(topic)))
        .name("mined-examples")
        .uid("mined-examples");
  }
}
