/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment;

import io.freshet.config.FreshetConfig;
import io.freshet.jobs.evaluation.EvaluationJob;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.indexing.IndexingJob;
import io.freshet.jobs.training.TrainingJob;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The jobs of a deployment: what each is called, how it is built and what it needs. */
public enum Job {
  /** Learns from the examples and writes versions. */
  TRAINING(TrainingJob.NAME),

  /** Keeps generations of the index. */
  INDEXING(IndexingJob.NAME),

  /** Measures versions and generations, and decides. */
  EVALUATION(EvaluationJob.NAME);

  private final String jobName;

  Job(String jobName) {
    this.jobName = jobName;
  }

  /** The job's name, in Flink and on the command line. */
  public String jobName() {
    return jobName;
  }

  /** The job of a name, empty where there is none. */
  public static Optional<Job> named(String name) {
    return Arrays.stream(values()).filter(job -> job.jobName().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(Job::jobName).collect(Collectors.joining(", "));
  }

  /** The class whose {@code main} starts the job in a cluster. */
  public String mainClass() {
    return switch (this) {
      case TRAINING -> TrainingJob.class.getName();
      case INDEXING -> IndexingJob.class.getName();
      case EVALUATION -> EvaluationJob.class.getName();
    };
  }

  /** The job's graph, not started, with the settings that every job has. */
  public StreamExecutionEnvironment build(FreshetConfig config) {
    StreamExecutionEnvironment env = Environments.create(config, jobName());
    switch (this) {
      case TRAINING -> TrainingJob.build(env, config);
      case INDEXING -> IndexingJob.build(env, config);
      case EVALUATION -> EvaluationJob.build(env, config);
    }
    return env;
  }

  /** Task slots that the job takes: the largest parallelism among operators that share slots. */
  public int slots(FreshetConfig config) {
    return switch (this) {
      case TRAINING, EVALUATION -> 1;
      case INDEXING ->
          Math.max(config.indexing().liveParallelism(), config.indexing().backfillParallelism());
    };
  }

  /** The options that another parallelism changes; none where the job runs in one task. */
  public Map<String, String> parallelism(int parallelism) {
    return switch (this) {
      case TRAINING, EVALUATION -> Map.of();
      case INDEXING ->
          Stream.of("indexing.live-parallelism", "indexing.backfill-parallelism")
              .collect(Collectors.toMap(key -> key, key -> Integer.toString(parallelism)));
    };
  }

  /** The consumer groups by which the job commits how far it has read. */
  public List<String> groups(FreshetConfig config) {
    List<String> names =
        switch (this) {
          case TRAINING -> List.of(TrainingJob.NAME);
          case INDEXING -> List.of(IndexingJob.NAME);
          case EVALUATION -> EvaluationJob.GROUPS;
        };
    return names.stream().map(name -> config.kafka().groupPrefix() + name).toList();
  }
}
