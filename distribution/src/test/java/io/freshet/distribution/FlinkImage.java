/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tree of {@code docker/Dockerfile.flink}, in a folder in place of {@code /}. Flink's own image
 * is imitated by Flink's jars and an empty configuration.
 *
 * @param home Flink's folder in it
 * @param variables of the image's environment
 */
record FlinkImage(Path home, Map<String, String> variables) {
  private static final String HOME = "/opt/flink";

  /** What Flink's own scripts and configuration open to it. */
  static final List<String> OPENS =
      Stream.of("util", "lang", "time", "nio", "net", "io", "util.concurrent")
          .map(opened -> "--add-opens=java.base/java." + opened + "=ALL-UNNAMED")
          .toList();

  private static final String MARK = "BASH_JAVA_UTILS_EXEC_RESULT:";

  /** Follows the Dockerfile's instructions for the CPU. */
  static FlinkImage make(Path context, Path root, Path dockerfile)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(Path.of(root + HOME));
    Files.createDirectories(home.resolve("bin"));
    Image.link(context.resolve("lib/flink"), home.resolve("lib"));
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(home.resolve("conf/config.yaml"), "env.log.level: INFO\n");
    Files.copy(context.resolve("conf/log4j2-cluster.xml"), home.resolve("conf/log4j2-cluster.xml"));
    for (String[] copy : Image.copies(dockerfile)) {
      Path target = Path.of(root + copy[1]);
      for (Path source : Image.matches(context, copy[0])) {
        Image.link(source, copy[1].endsWith("/") ? target.resolve(source.getFileName()) : target);
      }
    }
    for (String run : Image.runs(dockerfile)) {
      String unused =
          Tools.output(new ProcessBuilder("/bin/bash", "-euc", run.replace(HOME, home.toString())));
    }
    return new FlinkImage(home, Image.environment(dockerfile, "base", "cpu"));
  }

  /** What {@code standalone-job --job-classname EvaluationJob -- --config C} starts. */
  Process jobManager(int rest, int metrics, URI config) throws IOException, InterruptedException {
    return start(
        "jobmanager",
        "GET_JM_RESOURCE_PARAMS",
        "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint",
        metrics,
        List.of(
            "-D",
            "rest.port=" + rest,
            "-D",
            "rest.bind-address=127.0.0.1",
            "--job-classname",
            "io.freshet.jobs.evaluation.EvaluationJob",
            // Without it Flink would take --config for a short form of its own --configDir.
            "--",
            "--config",
            config.toString()));
  }

  /** What {@code taskmanager} starts. */
  Process taskManager(int metrics) throws IOException, InterruptedException {
    return start(
        "taskmanager",
        "GET_TM_RESOURCE_PARAMS",
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        metrics,
        List.of());
  }

  /** Whether the image's health check agrees. */
  boolean healthy(int port) throws IOException, InterruptedException {
    return new ProcessBuilder(home.resolve("bin/freshet-health").toString(), "" + port)
            .start()
            .waitFor()
        == 0;
  }

  /** Adds what the entry point of Flink's image takes from {@code FLINK_PROPERTIES}. */
  void configure(String yaml) throws IOException {
    Path file = home.resolve("conf/config.yaml");
    Files.writeString(file, Files.readString(file, UTF_8) + yaml, UTF_8);
  }

  private Process start(
      String name, String resources, String main, int metrics, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java());
    List<String[]> memory = memory(resources);
    command.addAll(Arrays.asList(memory.get(0)));
    command.addAll(OPENS);
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2-cluster.xml"),
            "-Dfreshet.log=" + home.resolve(name + ".log"),
            "-cp",
            home.resolve("lib") + File.separator + "*",
            main,
            "--configDir",
            home.resolve("conf").toString()));
    command.addAll(Arrays.asList(memory.get(1)));
    // One machine holds both here, and shows nothing to others.
    command.addAll(
        List.of(
            "-D",
            "metrics.reporter.prometheus.port=" + metrics,
            "-D",
            "metrics.reporter.prometheus.host=127.0.0.1"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(name + ".out").toFile());
    builder.environment().putAll(variables);
    builder
        .environment()
        .putAll(
            Map.of(
                "FLINK_HOME", home.toString(),
                "FLINK_CONF_DIR", home.resolve("conf").toString(),
                "FLINK_LIB_DIR", home.resolve("lib").toString(),
                "FLINK_PLUGINS_DIR", home.resolve("plugins").toString(),
                "DJL_CACHE_DIR", home.resolve("djl").toString()));
    return builder.start();
  }

  /** The two lines that Flink's scripts ask for: options of the JVM, options of the process. */
  private List<String[]> memory(String what) throws IOException, InterruptedException {
    String said =
        Tools.output(
            new ProcessBuilder(
                java(),
                "-cp",
                home.resolve("lib") + File.separator + "*",
                "org.apache.flink.runtime.util.bash.BashJavaUtils",
                what,
                "--configDir",
                home.resolve("conf").toString(),
                "--binDir",
                home.resolve("bin").toString()));
    List<String[]> lines =
        said.lines()
            .filter(line -> line.contains(MARK))
            .map(
                line ->
                    line.substring(line.indexOf(MARK) + MARK.length()).strip().split("\\s+", -1))
            .toList();
    if (lines.size() != 2) {
      throw new IOException("Flink cannot divide its memory: " + said);
    }
    return lines;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
