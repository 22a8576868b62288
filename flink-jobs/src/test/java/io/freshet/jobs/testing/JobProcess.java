/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.embedded.testing.ParentWatch;
import io.freshet.jobs.flink.Environments;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job in a JVM of its own with a Flink of its own, to be killed: it leaves nothing behind but its
 * checkpoints and what the servers have.
 *
 * @param main a class whose method {@code main} runs the job, see {@link #environment}
 * @param root where the process has its files
 */
public record JobProcess(Class<?> main, Path root) {

  /**
   * Starts a process; whoever starts it has to end it.
   *
   * @param arguments of the main method
   */
  public Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What opens the JDK to Flink.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
        .start();
  }

  private Path console() {
    return root.resolve("process.log");
  }

  /** What the processes said. */
  public String log() throws IOException {
    return Files.exists(console()) ? Files.readString(console()) : "has said nothing";
  }

  /**
   * For the main method: the environment of a job, which ends when whoever started the process
   * does.
   *
   * @param name the job's
   * @param checkpoint to go on from, as a URI
   */
  public static StreamExecutionEnvironment environment(
      FreshetConfig config, String name, Optional<String> checkpoint) {
    ParentWatch.endWithTheParent();
    Configuration settings = Environments.configuration(config, name);
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    checkpoint.ifPresent(uri -> settings.set(StateRecoveryOptions.SAVEPOINT_PATH, uri));
    return StreamExecutionEnvironment.getExecutionEnvironment(settings);
  }

  /** For the main method: the configuration that its first argument names. */
  public static FreshetConfig config(String[] arguments) throws IOException {
    return ConfigReader.read(Path.of(arguments[0]));
  }
}
