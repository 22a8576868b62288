/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.kafka.DecodingDeserializer;
import io.freshet.connectors.kafka.JudgmentDeserializer;
import io.freshet.connectors.kafka.ModelVersionDeserializer;
import io.freshet.connectors.kafka.ModelVersionSerializer;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.evaluation.alarm.AlarmWatch;
import io.freshet.jobs.evaluation.alarm.FallWatch;
import io.freshet.jobs.evaluation.ask.AskRound;
import io.freshet.jobs.evaluation.ask.AskScheduler;
import io.freshet.jobs.evaluation.ask.Asker;
import io.freshet.jobs.evaluation.ask.TaskAnswers;
import io.freshet.jobs.evaluation.gate.Gate;
import io.freshet.jobs.evaluation.gate.LiveFall;
import io.freshet.jobs.evaluation.gate.ProbeScorer;
import io.freshet.jobs.evaluation.window.ProgressingWatermarks;
import io.freshet.jobs.evaluation.window.SlidingWindows;
import io.freshet.jobs.evaluation.window.WindowGeometry;
import io.freshet.jobs.flink.DecodedSplit;
import io.freshet.jobs.flink.JobMain;
import io.freshet.jobs.flink.KafkaTopics;
import io.freshet.jobs.flink.RecordFilter;
import io.freshet.jobs.flink.Uids;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The evaluation job. Its live branch asks judged queries again and again in the serving generation
 * and reports sliding windows; its gate scores candidate versions on frozen probe sets and says
 * which may serve. A sustained fall seen live reaches the gate, which takes the version back.
 *
 * <pre>
 * judgments      -> decode -> scheduler -> asker (encode, search, measure) -> windows -> metrics
 *                                                              windows -> alarms -> metrics, falls
 * model-versions, falls -> decode -> gate -> model-versions
 * </pre>
 */
public final class EvaluationJob {
  /** Name of the job. */
  public static final String NAME = "evaluation";

  /** Rounds under way at once: one asked, one waiting. */
  private static final int ROUNDS_UNDER_WAY = 2;

  /** How long a round may take, a version's first loading in it, before it is given up. */
  private static final Duration ROUND_LIMIT = Duration.ofMinutes(5);

  /** How long windows wait for answers before they are reported without them, and corrected. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final String ALL = "all";

  private static final String GROUP_PREFIX = NAME + "-";
  private static final String JUDGMENTS = "judgments";
  private static final String VERSIONS = "model-versions";

  /** Names of the consumer groups, after the configured prefix. */
  public static final List<String> GROUPS =
      List.of(GROUP_PREFIX + JUDGMENTS, GROUP_PREFIX + VERSIONS);

  private EvaluationJob() {}

  /**
   * Starts the job in the cluster that calls this.
   *
   * @param args see {@link JobMain}
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, EvaluationJob::build);
  }

  /**
   * Adds the job's operators to an environment; nothing runs before it is executed.
   *
   * @throws IllegalArgumentException if rates and windows make no sense
   */
  public static void build(StreamExecutionEnvironment env, FreshetConfig config) {
    Live live = live(env, config);
    DataStream<DeadLetter> rejectedVersions = gate(env, config, live.falls());
    KafkaConfig kafka = config.kafka();
    live.rejected()
        .union(rejectedVersions)
        .sinkTo(KafkaTopics.deadLetters(kafka))
        .name("evaluation-dead-letters")
        .uid("evaluation-dead-letters");
  }

  /** What the live branch hands over. */
  private record Live(DataStream<DeadLetter> rejected, DataStream<LiveFall> falls) {}

  private static Live live(StreamExecutionEnvironment env, FreshetConfig config) {
    KafkaConfig kafka = config.kafka();
    WindowGeometry geometry =
        WindowGeometry.of(config.evaluation().windowSize(), config.evaluation().windowSlide());
    DecodedSplit<Judgment> judgments =
        read(
            env,
            kafka,
            kafka.topics().judgments(),
            new JudgmentDeserializer(),
            RecordTypes.judgment(),
            JUDGMENTS);
    DataStream<String> tasks =
        Uids.named(
            env.fromData(config.tasks().keySet().stream().sorted().toList(), Types.STRING),
            "configured-tasks");
    SingleOutputStreamOperator<AskRound> rounds =
        Uids.named(
            judgments
                .values()
                .connect(tasks)
                .keyBy(judgment -> ALL, task -> ALL, Types.STRING)
                .process(
                    new AskScheduler(config.evaluation().asksPerSecond(), RecordTypes.judgment()))
                .setParallelism(1),
            "ask-scheduler");
    SingleOutputStreamOperator<TaskAnswers> answers =
        Uids.named(
            AsyncDataStream.orderedWait(
                    rounds,
                    new Asker(config),
                    ROUND_LIMIT.toMillis(),
                    TimeUnit.MILLISECONDS,
                    ROUNDS_UNDER_WAY)
                .setParallelism(1),
            "asker");
    SingleOutputStreamOperator<TaskAnswers> timed =
        Uids.named(
            answers
                .assignTimestampsAndWatermarks(
                    WatermarkStrategy.<TaskAnswers>forGenerator(
                            context -> new ProgressingWatermarks<>(InstantSource.system(), GRACE))
                        .withTimestampAssigner((answer, before) -> answer.time()))
                .setParallelism(1),
            "answer-times");
    SingleOutputStreamOperator<MetricRecord> windows =
        Uids.named(
            timed
                .keyBy(TaskAnswers::task, Types.STRING)
                .process(new SlidingWindows(geometry, geometry.size()))
                .setParallelism(1),
            "sliding-windows");
    SingleOutputStreamOperator<MetricRecord> alarms =
        Uids.named(
            windows
                .keyBy(EvaluationJob::task, Types.STRING)
                .process(new AlarmWatch(config.evaluation()))
                .setParallelism(1),
            "alarm-watch");
    windows
        .union(alarms)
        .sinkTo(KafkaTopics.metrics(kafka))
        .setParallelism(1)
        .name("live-metrics")
        .uid("live-metrics");
    SingleOutputStreamOperator<LiveFall> falls =
        Uids.named(
            windows
                .keyBy(EvaluationJob::task, Types.STRING)
                .process(new FallWatch(config.evaluation()))
                .setParallelism(1),
            "fall-watch");
    return new Live(judgments.letters(), falls);
  }

  private static String task(MetricRecord metric) {
    return metric instanceof LiveWindow window ? window.task() : ALL;
  }

  private static DataStream<DeadLetter> gate(
      StreamExecutionEnvironment env, FreshetConfig config, DataStream<LiveFall> falls) {
    KafkaConfig kafka = config.kafka();
    DecodedSplit<ModelVersion> versions =
        read(
            env,
            kafka,
            kafka.topics().modelVersions(),
            new ModelVersionDeserializer(),
            RecordTypes.modelVersion(),
            VERSIONS);
    Uids.named(
            versions
                .values()
                .connect(falls)
                .keyBy(version -> ALL, fall -> ALL, Types.STRING)
                .process(new Gate(config.evaluation().gate(), () -> new ProbeScorer(config)))
                .setParallelism(1),
            "gate")
        .sinkTo(KafkaTopics.sink(kafka, new ModelVersionSerializer(kafka.topics().modelVersions())))
        .setParallelism(1)
        .name("decisions")
        .uid("decisions");
    return versions.letters();
  }

  private static <T> DecodedSplit<T> read(
      StreamExecutionEnvironment env,
      KafkaConfig kafka,
      String topic,
      DecodingDeserializer<T> decoder,
      TypeInformation<T> type,
      String name) {
    return DecodedSplit.of(
        Uids.named(
            env.fromSource(
                    KafkaTopics.source(kafka, topic, GROUP_PREFIX + name, decoder),
                    WatermarkStrategy.noWatermarks(),
                    name)
                .setParallelism(1),
            name),
        type,
        topic,
        kafka.maximumRejectedShare(),
        RecordFilter.none(),
        name + "-split");
  }
}
