/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig;
import io.freshet.config.RegistryConfig;
import io.freshet.config.TaskConfig;
import io.freshet.config.TrainersConfig;
import io.freshet.connectors.kafka.StepManifestSerializer;
import io.freshet.connectors.kafka.TrainingMessageDeserializer;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.registry.RemoteFolder;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.flink.JobMain;
import io.freshet.jobs.flink.KafkaTopics;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.training.files.ExampleFilesSource;
import io.freshet.jobs.training.files.LoggedProgress;
import io.freshet.jobs.training.files.RejectedLines;
import io.freshet.jobs.training.versions.Announcer;
import io.freshet.jobs.training.versions.KafkaAnnouncer;
import io.freshet.jobs.training.versions.Retention;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The training job: examples in, steps dealt by one sampler, weights in the checkpoints, versions
 * out.
 */
public final class TrainingJob {

  /** Name of the job, and of its consumer group after the configured prefix. */
  public static final String NAME = "training";

  private TrainingJob() {}

  /**
   * Starts the job in the cluster that calls this.
   *
   * @param args see {@link JobMain}
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, TrainingJob::build);
  }

  /**
   * Builds the unbounded job over the topic of training examples.
   *
   * @param env from {@code Environments.create}
   * @throws IllegalArgumentException where the configuration names no task
   */
  public static void build(StreamExecutionEnvironment env, FreshetConfig config) {
    KafkaConfig kafka = config.kafka();
    String topic = kafka.topics().trainingExamples();
    SingleOutputStreamOperator<Decoded<TrainingMessage>> decoded =
        source(env, KafkaTopics.source(kafka, topic, NAME, new TrainingMessageDeserializer()));
    assemble(decoded, config, topic, kafkaOutputs(kafka));
  }

  /**
   * Builds the bounded job over files of examples, read one after the other in the given order.
   * Versions go to the registry and nowhere else; the last weights are the result. Rows that cannot
   * be used are kept beside the result in {@code <output>.rejected.jsonl}.
   *
   * @param env from {@code Environments.create}
   * @param reading what is said about the files
   * @param result what is written, to folders that must not exist
   * @throws IllegalArgumentException where the configuration names no task, a file is missing, an
   *     output exists, or an adapter is to be written and none is trained
   */
  public static void buildBounded(
      StreamExecutionEnvironment env,
      FreshetConfig config,
      List<Path> files,
      Reading reading,
      TrainingResult result) {
    buildBounded(env, config, files, reading, result, Optional.empty());
  }

  /**
   * The same, with all that the training tells of its progress in a file.
   *
   * @param progress metrics as they would stand in their topic, a record a line
   */
  public static void buildBounded(
      StreamExecutionEnvironment env,
      FreshetConfig config,
      List<Path> files,
      Reading reading,
      TrainingResult result,
      Optional<Path> progress) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no file to train on");
    }
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException(file + " cannot be read");
      }
    }
    for (String output : List.of(result.model(), result.adapter())) {
      if (!output.isEmpty() && Files.exists(Path.of(output))) {
        throw new IllegalArgumentException(output + " exists already");
      }
    }
    if (!result.adapter().isEmpty() && !config.training().parameters().adapted()) {
      throw new IllegalArgumentException(
          "no adapter is trained that could be written to %s; set training.adapter-rank"
              .formatted(result.adapter()));
    }
    Path main = result.main();
    Path rejected = main.resolveSibling(main.getFileName() + ".rejected.jsonl");
    assemble(
        source(env, new ExampleFilesSource(files, reading)),
        config,
        "the files",
        new Outputs(
            new LoggedProgress(progress),
            Optional.empty(),
            new RejectedLines(rejected),
            Announcer.none(),
            result));
  }

  /**
   * Where results go.
   *
   * @param result see {@link TrainerPlan}
   */
  record Outputs(
      Sink<MetricRecord> metrics,
      Optional<Sink<StepManifest>> manifests,
      Sink<DeadLetter> deadLetters,
      Announcer.Factory announcer,
      TrainingResult result) {

    /** A bounded training keeps all of its versions: nobody has judged any of them yet. */
    Retention retention(RegistryConfig registry) {
      return result.equals(TrainingResult.NONE)
          ? new Retention(registry.keepLast(), registry.keepPromoted(), registry.keepDays())
          : Retention.ALL;
    }
  }

  /** The outputs of the unbounded job. */
  static Outputs kafkaOutputs(KafkaConfig kafka) {
    return new Outputs(
        KafkaTopics.metrics(kafka),
        manifests(kafka),
        KafkaTopics.deadLetters(kafka),
        KafkaAnnouncer.to(
            kafka.bootstrapServers(), kafka.properties(), kafka.topics().modelVersions()),
        TrainingResult.NONE);
  }

  private static Optional<Sink<StepManifest>> manifests(KafkaConfig kafka) {
    String topic = kafka.topics().trainingSteps();
    return topic.isEmpty()
        ? Optional.empty()
        : Optional.of(KafkaTopics.sink(kafka, new StepManifestSerializer(topic)));
  }

  /** Adds a source, in one task so that the order of one partition or of files holds. */
  static SingleOutputStreamOperator<Decoded<TrainingMessage>> source(
      StreamExecutionEnvironment env, Source<Decoded<TrainingMessage>, ?, ?> source) {
    return env.fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            "training-source",
            RecordTypes.decodedTrainingMessage())
        .uid("training-source")
        .setParallelism(1)
        .setMaxParallelism(1);
  }

  private static Consumer<TaskConfig> fit(FreshetConfig config) throws IOException {
    return Objectives.fit(
        config.model(),
        config.training(),
        ModelFolder.read(RemoteFolder.local(config.model().path())),
        config.tasks());
  }

  /**
   * One trainer stands in the sampler's chain; several, each in a slot of its own, hear the same
   * steps.
   */
  private static SingleOutputStreamOperator<MetricRecord> trained(
      SingleOutputStreamOperator<TrainerInput> steps,
      TrainersConfig trainers,
      TrainerOperator trainer) {
    if (!trainers.several()) {
      return steps
          .transform(TrainerOperator.UID, RecordTypes.metricRecord(), trainer)
          .setParallelism(1)
          .setMaxParallelism(1);
    }
    return steps
        .broadcast()
        .transform(TrainerOperator.UID, RecordTypes.metricRecord(), new TrainerFactory(trainer))
        .setParallelism(trainers.count())
        .setMaxParallelism(TrainersConfig.MOST);
  }

  /** Adds everything after the source. */
  static void assemble(
      SingleOutputStreamOperator<Decoded<TrainingMessage>> decoded,
      FreshetConfig config,
      String from,
      Outputs outputs) {
    if (config.tasks().isEmpty()) {
      throw new IllegalArgumentException("the configuration names no task below tasks");
    }
    SingleOutputStreamOperator<TrainerInput> steps =
        SampledSteps.of(decoded, config, from, () -> fit(config));
    steps
        .getSideOutput(SamplerOperator.LETTERS)
        .sinkTo(outputs.deadLetters())
        .uid("training-dead-letters")
        .name("training-dead-letters")
        .setParallelism(1);
    SingleOutputStreamOperator<MetricRecord> progress =
        Uids.named(
            trained(
                steps,
                config.training().trainers(),
                new TrainerOperator(
                    new TrainerPlan(
                        config,
                        outputs.manifests().isPresent(),
                        outputs.retention(config.registry()),
                        outputs.announcer(),
                        outputs.result()))),
            TrainerOperator.UID);
    outputs
        .manifests()
        .ifPresent(
            sink ->
                progress
                    .getSideOutput(TrainerOperator.MANIFESTS)
                    .sinkTo(sink)
                    .uid("training-manifests")
                    .name("training-manifests")
                    .setParallelism(1));
    progress
        .sinkTo(outputs.metrics())
        .uid("training-metrics")
        .name("training-metrics")
        .setParallelism(1);
  }
}
