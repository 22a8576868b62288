/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A JobManager and TaskManagers of an installation, each a process that can be killed. */
final class ProcessCluster implements AutoCloseable {
  private static final Duration UP = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final Installation installation;
  private final Path work;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> taskManagers = new ArrayList<>();
  private Process jobManager;
  private int started;

  private ProcessCluster(Installation installation, Path work, int port, Process jobManager) {
    this.installation = installation;
    this.work = work;
    this.port = port;
    this.jobManager = jobManager;
  }

  /** Starts the JobManager and two TaskManagers of two slots, all on loopback. */
  static ProcessCluster start(Installation installation, Path work, String zooKeeper)
      throws IOException {
    int port = freePort();
    Path conf = Files.createDirectories(work.resolve("conf"));
    Files.writeString(
        conf.resolve("config.yaml"),
        """
        jobmanager: {rpc: {address: 127.0.0.1, port: %d}, bind-host: 127.0.0.1, memory: {process: {size: 800m}}}
        rest: {address: 127.0.0.1, bind-address: 127.0.0.1, port: %d}
        blob: {server: {port: 0}}
        taskmanager:
          host: 127.0.0.1
          bind-host: 127.0.0.1
          numberOfTaskSlots: 2
          memory: {process: {size: 1500m}, task: {off-heap: {size: 400m}}, managed: {size: 64m}, network: {min: 32m, max: 32m}}
        heartbeat: {interval: 1000, timeout: 8000}
        io: {tmp: {dirs: %s}}
        execution: {checkpointing: {savepoint-dir: "%s"}}
        high-availability: {type: zookeeper, storageDir: "%s", zookeeper: {quorum: "%s", client: {session-timeout: 6000}}}
        """
            .formatted(
                freePort(),
                port,
                Files.createDirectories(work.resolve("tmp")),
                work.resolve("savepoints").toUri(),
                work.resolve("ha").toUri(),
                zooKeeper));
    Files.copy(
        installation.home().resolve("conf").resolve("log4j2-cluster.xml"),
        conf.resolve("log4j2-cluster.xml"));
    ProcessCluster cluster =
        new ProcessCluster(
            installation, work, port, launch(installation, work, "jobmanager", "jobmanager"));
    cluster.startTaskManager();
    cluster.startTaskManager();
    cluster.awaitSlots(4);
    return cluster;
  }

  private static Process launch(
      Installation installation, Path work, String name, String... arguments) throws IOException {
    ProcessBuilder builder = installation.script("freshet-cluster", arguments);
    builder.environment().put("FLINK_CONF_DIR", work.resolve("conf").toString());
    builder.environment().put("FRESHET_LOG_DIR", work.resolve("log").toString());
    Files.createDirectories(work.resolve("log"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(work.resolve("log").resolve(name + ".out").toFile())
        .start();
  }

  void startTaskManager() throws IOException {
    String name = "taskmanager-" + ++started;
    taskManagers.add(launch(installation, work, name, "taskmanager", name));
  }

  /** Waits until all TaskManagers have registered so many slots. */
  void awaitSlots(int slots) {
    Await.until(slots + " slots", UP, () -> get("overview").path("slots-total").asInt() == slots);
  }

  /** Where the cluster's REST interface is. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/" + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  /** The id of the newest job of a name. */
  String job(String name) throws IOException, InterruptedException {
    long newest = -1;
    String id = "";
    for (JsonNode job : get("jobs/overview").path("jobs")) {
      if (job.path("name").asText().equals(name) && job.path("start-time").asLong() > newest) {
        newest = job.path("start-time").asLong();
        id = job.path("jid").asText();
      }
    }
    return id;
  }

  /** Whether all tasks of the newest job of a name run. */
  boolean runs(String name) throws IOException, InterruptedException {
    JsonNode job = get("jobs/" + job(name));
    if (!job.path("state").asText().equals("RUNNING") || job.path("vertices").isEmpty()) {
      return false;
    }
    for (JsonNode vertex : job.path("vertices")) {
      // A source of what is configured has nothing more to tell.
      if (!Set.of("RUNNING", "FINISHED").contains(vertex.path("status").asText())) {
        return false;
      }
    }
    return true;
  }

  /** Completed checkpoints of a job. */
  long checkpoints(String name) throws IOException, InterruptedException {
    return get("jobs/" + job(name) + "/checkpoints").path("counts").path("completed").asLong();
  }

  /** Ends the TaskManager that runs a job, as kill -9 does. */
  void killTaskManagerOf(String name) throws IOException, InterruptedException {
    String job = job(name);
    String vertex = get("jobs/" + job).path("vertices").get(0).path("id").asText();
    String id =
        get("jobs/" + job + "/vertices/" + vertex + "/taskmanagers")
            .path("taskmanagers")
            .get(0)
            .path("taskmanager-id")
            .asText();
    long pid = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    for (Process one : taskManagers) {
      if (one.pid() == pid) {
        one.destroyForcibly().waitFor();
        taskManagers.remove(one);
        return;
      }
    }
    throw new IllegalStateException("no process of ours is the TaskManager " + id);
  }

  /** Ends the JobManager as kill -9 does, and starts another as a supervisor would. */
  void killJobManager() throws IOException, InterruptedException {
    jobManager.destroyForcibly().waitFor();
    jobManager = launch(installation, work, "jobmanager-2", "jobmanager");
  }

  @Override
  public void close() {
    List<Process> all = new ArrayList<>(taskManagers);
    all.add(jobManager);
    all.forEach(Process::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
