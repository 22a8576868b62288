/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.config.ConfigWriter;
import io.freshet.config.FreshetConfig;
import io.freshet.jobs.evaluation.FixedRounds.Ask;
import io.freshet.jobs.flink.KafkaTopics;
import io.freshet.jobs.testing.JobProcess;
import io.freshet.jobs.testing.RetainedCheckpoints;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The windows over {@link FixedRounds} into their topic, as a {@link JobProcess}. */
final class FixedRoundsProcess {
  /** Slow enough to be killed in the midst: all rounds take eight seconds. */
  private static final double ROUNDS_PER_SECOND = 50;

  private static final String JOB = "killed";

  private FixedRoundsProcess() {}

  /**
   * Runs until all rounds are asked.
   *
   * @param arguments configuration, queries and, where there is one, the checkpoint to go on from
   */
  public static void main(String[] arguments) throws Exception {
    FreshetConfig config = JobProcess.config(arguments);
    List<Ask> asks =
        Files.readAllLines(Path.of(arguments[1])).stream()
            .map(line -> line.split("\t", -1))
            .map(fields -> new Ask(fields[0], fields[1], fields[2], fields[3]))
            .toList();
    Optional<String> checkpoint =
        arguments.length > 2 ? Optional.of(arguments[2]) : Optional.empty();
    StreamExecutionEnvironment env = JobProcess.environment(config, JOB, checkpoint);
    env.enableCheckpointing(FixedRounds.CHECKPOINT_MILLIS);
    FixedRounds.windows(
            FixedRounds.answers(
                env, config, asks, RateLimiterStrategy.perSecond(ROUNDS_PER_SECOND)))
        .sinkTo(KafkaTopics.metrics(config.kafka()));
    env.execute(JOB);
  }

  /** Writes down what processes are started with. */
  static Home prepare(Path root, FreshetConfig config, List<Ask> asks) throws IOException {
    Path checkpoints = Path.of(URI.create(config.checkpoints().directory())).resolve(JOB);
    Home home =
        new Home(
            new JobProcess(FixedRoundsProcess.class, root), new RetainedCheckpoints(checkpoints));
    Files.writeString(home.settings(), ConfigWriter.toYaml(config));
    Files.write(
        home.queries(),
        asks.stream()
            .map(ask -> String.join("\t", ask.id(), ask.task(), ask.query(), ask.relevant()))
            .toList());
    return home;
  }

  /** Where processes have their files, and the checkpoints that they leave. */
  record Home(JobProcess job, RetainedCheckpoints checkpoints) {
    private Path settings() {
      return job.root().resolve("process.yaml");
    }

    private Path queries() {
      return job.root().resolve("process-queries.tsv");
    }

    /** Starts a process, which goes on from a checkpoint where one is given. */
    Process start(Optional<Path> checkpoint) throws IOException {
      List<String> arguments =
          new ArrayList<>(List.of(settings().toString(), queries().toString()));
      checkpoint.ifPresent(path -> arguments.add(path.toUri().toString()));
      return job.start(arguments);
    }
  }
}
