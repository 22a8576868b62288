/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment;

import io.freshet.config.FreshetConfig;
import io.freshet.jobs.evaluation.EvaluationJob;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.indexing.IndexingJob;
import io.freshet.jobs.negatives.NegativesJob;
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
  EVALUATION(EvaluationJob.NAME),

  /** Finds hard negatives in the generation that serves; of use only where a task is mined. */
  NEGATIVES(NegativesJob.NAME);

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

  /** The jobs that a configuration asks for, in the order in which they start. */
  public static List<Job> of(FreshetConfig config) {
    return Arrays.stream(values())
        .filter(job -> job != NEGATIVES || config.negatives().on())
        .toList();
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
      case NEGATIVES -> NegativesJob.class.getName();
    };
  }

  /** The job's graph, not started, with the settings that every job has. */
  public StreamExecutionEnvironment build(FreshetConfig config) {
    StreamExecutionEnvironment env = Environments.create(config, jobName());
    switch (this) {
      case TRAINING -> TrainingJob.build(env, config);
      case INDEXING -> IndexingJob.build(env, config);
      case EVALUATION -> EvaluationJob.build(env, config);
      case NEGATIVES -> NegativesJob.build(env, config);
    }
    return env;
  }

  /** Task slots that the job takes: the largest parallelism among operators that share slots. */
  public int slots(FreshetConfig config) {
    return switch (this) {
      case EVALUATION, NEGATIVES -> 1;
      case TRAINING -> config.training().trainers().count();
      case INDEXING ->
          Math.max(config.indexing().liveParallelism(), config.indexing().backfillParallelism());
    };
  }

  /** The options that another parallelism changes; none where the job runs in one task. */
  public Map<String, String> parallelism(int parallelism) {
    return switch (this) {
      case TRAINING, EVALUATION, NEGATIVES -> Map.of();
      case INDEXING ->
          Stream.of("indexing.live-parallelism", "indexing.backfill-parallelism")
              .collect(Collectors.toMap(key -> key, key -> Integer.toString(parallelism)));
    };
  }

  /**
   * Whether a start without a savepoint would lose what the job knew. Otherwise it goes on where
   * its consumer group stood.
   */
  public boolean remembers() {
    return this != NEGATIVES;
  }

  /** The consumer groups by which the job commits how far it has read. */
  public List<String> groups(FreshetConfig config) {
    List<String> names =
        switch (this) {
          case TRAINING -> List.of(TrainingJob.NAME);
          case INDEXING -> List.of(IndexingJob.NAME);
          case EVALUATION -> EvaluationJob.GROUPS;
          case NEGATIVES -> List.of(NegativesJob.NAME);
        };
    return names.stream().map(name -> config.kafka().groupPrefix() + name).toList();
  }
}
