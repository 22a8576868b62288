/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.config.ConfigReader;
import io.freshet.config.ConfigWriter;
import io.freshet.config.FreshetConfig;
import io.freshet.jobs.evaluation.FixedRounds.Ask;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.flink.KafkaTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The windows over {@link FixedRounds} into their topic, in a JVM of its own with a Flink of its
 * own, to be killed: it leaves nothing behind but its checkpoints and what the broker has.
 */
final class FixedRoundsProcess {
  /** Slow enough to be killed in the midst: all rounds take eight seconds. */
  private static final double ROUNDS_PER_SECOND = 50;

  private static final String JOB = "killed";
  private static final String CHECKPOINT = "chk-";

  private FixedRoundsProcess() {}

  /**
   * Runs until all rounds are asked.
   *
   * @param arguments configuration, queries and, where there is one, the checkpoint to go on from
   */
  public static void main(String[] arguments) throws Exception {
    endWithTheParent();
    FreshetConfig config = ConfigReader.read(Path.of(arguments[0]));
    List<Ask> asks =
        Files.readAllLines(Path.of(arguments[1])).stream()
            .map(line -> line.split("\t", -1))
            .map(fields -> new Ask(fields[0], fields[1], fields[2], fields[3]))
            .toList();
    Configuration settings = Environments.configuration(config, JOB);
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    if (arguments.length > 2) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, arguments[2]);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.enableCheckpointing(FixedRounds.CHECKPOINT_MILLIS);
    FixedRounds.windows(
            FixedRounds.answers(
                env, config, asks, RateLimiterStrategy.perSecond(ROUNDS_PER_SECOND)))
        .sinkTo(KafkaTopics.metrics(config.kafka()));
    env.execute(JOB);
  }

  /** Whoever ends the tests by force ends this process too. */
  private static void endWithTheParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // The parent never writes.
                }
              } catch (IOException e) {
                System.err.println("the pipe from the parent broke: " + e);
              }
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }

  /** Writes down what processes are started with. */
  static Home prepare(Path root, FreshetConfig config, List<Ask> asks) throws IOException {
    Home home = new Home(root, Path.of(URI.create(config.checkpoints().directory())));
    Files.writeString(home.settings(), ConfigWriter.toYaml(config));
    Files.write(
        home.queries(),
        asks.stream()
            .map(ask -> String.join("\t", ask.id(), ask.task(), ask.query(), ask.relevant()))
            .toList());
    return home;
  }

  /**
   * Where processes have their files.
   *
   * @param checkpoints the configured directory of all jobs' checkpoints
   */
  record Home(Path root, Path checkpoints) {
    private Path settings() {
      return root.resolve("process.yaml");
    }

    private Path queries() {
      return root.resolve("process-queries.tsv");
    }

    /** Starts a process, which goes on from a checkpoint where one is given. */
    Process start(Optional<Path> checkpoint) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // What opens the JDK to Flink.
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(argument -> argument.startsWith("--add-"))
          .forEach(command::add);
      command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
      command.add(FixedRoundsProcess.class.getName());
      command.addAll(List.of(settings().toString(), queries().toString()));
      checkpoint.ifPresent(path -> command.add(path.toUri().toString()));
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
          .start();
    }

    private Path console() {
      return root.resolve("process.log");
    }

    /** What the processes said. */
    String log() throws IOException {
      return Files.exists(console()) ? Files.readString(console()) : "has said nothing";
    }

    /** The directory of the newest checkpoint that is complete, where there is one. */
    Optional<Path> newestCheckpoint() {
      Path ofJob = checkpoints.resolve(JOB);
      if (Files.notExists(ofJob)) {
        return Optional.empty();
      }
      try (Stream<Path> files = Files.find(ofJob, 3, (file, any) -> complete(file))) {
        return files.map(Path::getParent).max(Comparator.comparing(FixedRoundsProcess::number));
      } catch (IOException | UncheckedIOException e) {
        // An older one was deleted while the directories were listed.
        return Optional.empty();
      }
    }

    /** Its number, or 0. */
    int newestCheckpointNumber() {
      return newestCheckpoint().map(FixedRoundsProcess::number).orElse(0);
    }
  }

  private static boolean complete(Path file) {
    return file.getFileName().toString().equals("_metadata");
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring(CHECKPOINT.length()));
  }
}
