/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.cli.commands.FreshetCommand;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images without an engine: their directory trees, environments and entry points made from the
 * Dockerfiles, and run as processes. Of Flink's own image only its folders are imitated.
 */
@ExtendWith({ServersExtension.class, UnpackedExtension.class})
class ImagesITCase {
  private static final Path DOCKER = Path.of(System.getProperty("freshet.home"), "docker");
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir private Path root;
  private final Servers servers;
  private final Installation installation;

  ImagesITCase(Servers servers, Installation installation) {
    this.servers = servers;
    this.installation = installation;
  }

  @Test
  void theCommandRunsFromItsImage() throws Exception {
    copyContext();
    Path dockerfile = DOCKER.resolve("Dockerfile");
    assertThat(Image.copies(dockerfile)).hasSize(1);
    assertThat(Image.copies(dockerfile).get(0)).containsExactly(".", "/opt/freshet");
    String entryPoint =
        Image.instructions(dockerfile).stream()
            .filter(line -> line.startsWith("ENTRYPOINT"))
            .map(line -> line.replaceAll(".*\"(.*)\".*", "$1"))
            .findFirst()
            .orElseThrow();
    ProcessBuilder command = new ProcessBuilder(root + entryPoint, "--help");
    Files.createDirectories(root.resolve("home/freshet"));
    environment(command, Image.environment(dockerfile));
    assertThat(Tools.output(command)).contains("Usage: freshet", "submit", "demo");
    assertThat(root.resolve("home/freshet/log")).isDirectory();
  }

  @Test
  void theDemonstrationsScriptInTheComposeFileCallsTheCommandAsItIs() throws Exception {
    JsonNode demo = YamlFile.read(DOCKER.resolve("compose.yaml")).path("services").path("demo");
    // Compose's own escape of a dollar.
    String script = demo.path("command").get(0).asText().replace("$$", "$");
    // In place of the command, one that tells its arguments and makes the folder it is asked for.
    String told =
        """
        freshet() {
          (IFS='|'; printf '%s\n' "$*")
          if [[ "$1" == demo ]]; then
            mkdir -p "$3" && printf 'at localhost:9092 and http://localhost:9200\n' > "$3/freshet.yaml"
          fi
        }
        """;
    ProcessBuilder bash = new ProcessBuilder("/bin/bash", "-eu", "-c", told + script);
    for (Map.Entry<String, JsonNode> variable : demo.path("environment").properties()) {
      String value = variable.getValue().asText();
      bash.environment().put(variable.getKey(), value.startsWith("/") ? root + value : value);
    }
    Files.createDirectories(root.resolve("tmp"));
    String data = root + "/var/lib/freshet/demo";
    String config = root + "/tmp/freshet.yaml";
    List<String> lines = Tools.output(bash).lines().toList();
    assertThat(lines)
        .containsExactly(
            "demo|--data-only|" + data,
            "submit|all|--config|" + config + "|--cluster|http://jobmanager:8081",
            "produce|--config|" + config + "|--topic|documents|" + data + "/documents.jsonl",
            "produce|--config|" + config + "|--topic|judgments|" + data + "/judgments.jsonl",
            "produce|--config|"
                + config
                + "|--topic|training-examples|"
                + data
                + "/training-examples.jsonl");
    assertThat(Path.of(config)).hasContent("at kafka:9094 and http://opensearch:9200");
    for (String line : lines) {
      understood(line.split("\\|", -1));
    }
    for (JsonNode call :
        List.of(
            commandOf("jobs"),
            commandOf("serve"),
            argumentsOfKubernetes("topics.yaml"),
            argumentsOfKubernetes("serve.yaml"))) {
      understood(call.valueStream().map(JsonNode::asText).toArray(String[]::new));
    }
  }

  private static JsonNode commandOf(String service) throws IOException {
    return YamlFile.read(DOCKER.resolve("compose.yaml")).at("/services/" + service + "/command");
  }

  private static JsonNode argumentsOfKubernetes(String file) throws IOException {
    return YamlFile.all(Files.readString(DOCKER.resolve("kubernetes/base").resolve(file)))
        .get(0)
        .at("/spec/template/spec/containers/0/args");
  }

  /** The real command knows these options; it fails here where it does not. */
  private static void understood(String... arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    assertThat(FreshetCommand.commandLine(nowhere, nowhere).parseArgs(arguments).unmatched())
        .isEmpty();
  }

  /** As the operator runs a job: an application, with nothing to submit it. */
  @Test
  void aJobRunsAsAnApplicationFromFlinksImage() throws Exception {
    FlinkImage image =
        FlinkImage.make(installation.home(), root, DOCKER.resolve("Dockerfile.flink"));
    Path config = root.resolve("freshet.yaml");
    Files.writeString(
        config,
        """
        kafka:
          bootstrap-servers: "%s"
          group-prefix: image-
          topics:
            training-examples: image-examples
            documents: image-documents
            judgments: image-judgments
            model-versions: image-versions
            generations: image-generations
            metrics: image-metrics
            dead-letters: image-dead-letters
        opensearch: {url: "%s", alias: image}
        model: {path: "%s", device: cpu, threads: 1}
        tasks: {search: {kind: retrieval}}
        registry: {path: "%s"}
        checkpoints: {directory: "%s", interval: 1s}
        """
            .formatted(
                servers.kafka().bootstrapServers(),
                servers.openSearch().url(),
                root.resolve("no-model-is-needed"),
                root.resolve("registry").toUri(),
                root.resolve("checkpoints").toUri()));
    int rest = ProcessCluster.freePort();
    image.configure(
        """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        jobmanager.memory.process.size: 700m
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.memory.process.size: 1g
        taskmanager.memory.managed.size: 64m
        """
            .formatted(ProcessCluster.freePort()));
    int jobManagerMetrics = ProcessCluster.freePort();
    int taskManagerMetrics = ProcessCluster.freePort();
    assertThat(installation.freshet("topics", "--config", config.toString()).done())
        .contains("image-judgments");
    List<Process> processes = new ArrayList<>();
    try {
      processes.add(image.jobManager(rest, jobManagerMetrics, config.toUri()));
      processes.add(image.taskManager(taskManagerMetrics));
      FlinkRest flink = new FlinkRest(rest);
      Await.until(
          "evaluation runs and completes a checkpoint",
          SOON,
          () -> flink.checkpoints("evaluation") > 0);
      for (int port : new int[] {jobManagerMetrics, taskManagerMetrics}) {
        Await.until("a process is healthy", SOON, () -> image.healthy(port));
      }
      processes.get(1).destroyForcibly().waitFor();
      assertThat(image.healthy(taskManagerMetrics)).isFalse();
    } finally {
      processes.forEach(Process::destroyForcibly);
      processes.forEach(process -> process.onExit().join());
    }
  }

  /** What copying the build's context makes. */
  private void copyContext() throws IOException {
    Image.link(installation.home(), root.resolve("opt/freshet"));
  }

  /** Sets an image's variables, with places below the test's root. */
  private void environment(ProcessBuilder process, Map<String, String> variables) {
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    variables.forEach(
        (name, value) -> {
          if (!name.equals("PATH")) {
            process.environment().put(name, value.startsWith("/") ? root + value : value);
          }
        });
  }
}
