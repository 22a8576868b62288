/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.DocumentDeserializer;
import io.freshet.connectors.kafka.KafkaDeadLetterHandler;
import io.freshet.connectors.opensearch.generations.GenerationDocuments;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexOperationCodec;
import io.freshet.connectors.opensearch.generations.RejectedWrites;
import io.freshet.connectors.opensearch.generations.WriteSetIndices;
import io.freshet.connectors.opensearch.sink.BulkSettings;
import io.freshet.connectors.opensearch.sink.OpenSearchSink;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.flink.DecodedSplit;
import io.freshet.jobs.flink.JobMain;
import io.freshet.jobs.flink.KafkaTopics;
import io.freshet.jobs.flink.RecordFilter;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.indexing.backfill.BackfillDocument;
import io.freshet.jobs.indexing.backfill.BackfillDocumentCodec;
import io.freshet.jobs.indexing.backfill.GenerationSource;
import io.freshet.jobs.indexing.documents.GuardSettings;
import io.freshet.jobs.indexing.documents.LastVersionGuard;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.jobs.indexing.documents.SourcedChangeCodec;
import io.freshet.jobs.indexing.documents.Sourcing;
import io.freshet.jobs.indexing.encode.BackfillEncodeOperator;
import io.freshet.jobs.indexing.encode.EncodeOperator;
import io.freshet.jobs.indexing.encode.EncodeSettings;
import io.freshet.jobs.indexing.encode.LiveEncodeOperator;
import io.freshet.jobs.indexing.encode.OpenSearchIndices;
import io.freshet.jobs.indexing.encode.OpenSearchWriteSet;
import io.freshet.jobs.indexing.encode.WriteSetSource;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topology of the indexing job: a live branch that follows the documents topic, and a backfill
 * branch whose source's enumerator rolls the index over to promoted versions. The branches meet
 * only in OpenSearch, where versions of documents order their writes.
 */
public final class IndexingJob {

  /** Name of the job, and of the live branch's consumer group after the configured prefix. */
  public static final String NAME = "indexing";

  /** How long a change may wait between two tasks; Flink's 100 ms would be a good part of all. */
  private static final long EXCHANGE_MILLIS = 10;

  private IndexingJob() {}

  /**
   * Starts the job in the cluster that calls this.
   *
   * @param args see {@link JobMain}
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, IndexingJob::build);
  }

  /**
   * Adds the job to an environment; nothing runs before the environment is executed.
   *
   * @param config the deployment's configuration
   * @throws IllegalArgumentException if checkpoints are off: completed checkpoints are what makes a
   *     roll-over safe
   */
  public static void build(StreamExecutionEnvironment env, FreshetConfig config) {
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new IllegalArgumentException(
          "the indexing of "
              + config.kafka().topics().documents()
              + " needs checkpoints: set checkpoints.interval");
    }
    if (env.getBufferTimeout() > EXCHANGE_MILLIS) {
      env.setBufferTimeout(EXCHANGE_MILLIS);
    }
    live(env, config);
    backfill(env, config);
  }

  private static void live(StreamExecutionEnvironment env, FreshetConfig config) {
    int parallelism = config.indexing().liveParallelism();
    String topic = config.kafka().topics().documents();
    // Short names where operators chain: Flink cuts a task's name at 80 characters.
    DecodedSplit<SourcedChange> changes =
        DecodedSplit.of(
            Uids.named(
                env.fromSource(
                        KafkaTopics.source(config.kafka(), topic, NAME, new DocumentDeserializer()),
                        WatermarkStrategy.noWatermarks(),
                        "documents")
                    .uid("documents")
                    .setParallelism(parallelism)
                    .map(new Sourcing(), RecordTypes.decoded(SourcedChangeCodec.INSTANCE))
                    .setParallelism(parallelism),
                "origins"),
            CodecTypeInformation.of(SourcedChangeCodec.INSTANCE),
            topic,
            config.kafka().maximumRejectedShare(),
            RecordFilter.none(),
            "decode");
    SingleOutputStreamOperator<SourcedChange> newest =
        Uids.named(
            changes
                .values()
                .keyBy(SourcedChange::id, Types.STRING)
                .process(
                    new LastVersionGuard(GuardSettings.of(config.indexing())),
                    CodecTypeInformation.of(SourcedChangeCodec.INSTANCE))
                .setParallelism(parallelism),
            "last-version-guard");
    EncodeSettings encoding = EncodeSettings.of(config);
    DataStream<SourcedChange> toEncode =
        encoding.keepsVectors()
            ? DataStreamUtils.reinterpretAsKeyedStream(newest, SourcedChange::id, Types.STRING)
            : newest;
    SingleOutputStreamOperator<IndexOperation> writes =
        Uids.named(
            toEncode
                .transform(
                    "live-encoder",
                    CodecTypeInformation.of(IndexOperationCodec.INSTANCE),
                    new LiveEncodeOperator(
                        encoding,
                        writeSet(config),
                        new OpenSearchIndices(config.opensearch().connection())))
                .setParallelism(parallelism),
            "live-encoder");
    rejects(
        changes.letters().union(writes.getSideOutput(EncodeOperator.LETTERS)),
        "rejects",
        config,
        parallelism);
    // Changes come in batches of the encoder: whoever waits for more of them gains nothing.
    sink(writes, "live-index", Duration.ZERO, config, parallelism);
  }

  private static WriteSetSource writeSet(FreshetConfig config) {
    return new OpenSearchWriteSet(config.opensearch().connection(), config.opensearch().alias());
  }

  private static void backfill(StreamExecutionEnvironment env, FreshetConfig config) {
    int parallelism = config.indexing().backfillParallelism();
    SingleOutputStreamOperator<BackfillDocument> documents =
        env.fromSource(
                new GenerationSource(config, config.kafka().groupPrefix() + NAME),
                WatermarkStrategy.noWatermarks(),
                "generations",
                CodecTypeInformation.of(BackfillDocumentCodec.INSTANCE))
            .uid("generations")
            .setParallelism(parallelism);
    SingleOutputStreamOperator<IndexOperation> writes =
        Uids.named(
            documents
                .transform(
                    "backfill-encoder",
                    CodecTypeInformation.of(IndexOperationCodec.INSTANCE),
                    new BackfillEncodeOperator(
                        EncodeSettings.of(config),
                        writeSet(config),
                        new OpenSearchIndices(config.opensearch().connection())))
                .setParallelism(parallelism),
            "backfill-encoder");
    // A sink of its own: the branches must not fail together.
    rejects(writes.getSideOutput(EncodeOperator.LETTERS), "backfill-rejects", config, parallelism);
    Duration linger = BulkSettings.DEFAULTS.linger();
    sink(writes, "backfill-index", linger, config, parallelism);
  }

  private static void rejects(
      DataStream<DeadLetter> letters, String uid, FreshetConfig config, int parallelism) {
    letters
        .sinkTo(KafkaTopics.deadLetters(config.kafka()))
        .name(uid)
        .uid(uid)
        .setParallelism(parallelism);
  }

  private static void sink(
      DataStream<IndexOperation> operations,
      String uid,
      Duration linger,
      FreshetConfig config,
      int parallelism) {
    WriteSetIndices indices = new WriteSetIndices(config.opensearch().alias());
    operations
        .sinkTo(
            OpenSearchSink.<IndexOperation>builder()
                .setConnection(config.opensearch().connection())
                .setConverter(new GenerationDocuments())
                .setIndex(indices)
                .setMissingIndex(indices)
                .setBulkMaxActions(config.indexing().bulkDocuments())
                .setBulkMaxBytes(config.indexing().bulkSize().bytes())
                .setLinger(linger)
                .setRejectedDocumentHandler(
                    new RejectedWrites(
                        new KafkaDeadLetterHandler(
                            config.kafka().bootstrapServers(),
                            config.kafka().properties(),
                            config.kafka().topics().deadLetters())))
                .build())
        .name(uid)
        .uid(uid)
        .setParallelism(parallelism);
  }
}
