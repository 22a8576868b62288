/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A JobManager and TaskManagers of an installation, each a process that can be killed. */
final class ProcessCluster implements AutoCloseable {
  private static final int METRICS_PORTS = 8;
  private static final Duration UP = Duration.ofSeconds(60);

  private final Installation installation;
  private final Path work;
  private final int firstMetricsPort;
  private final FlinkRest rest;
  private final List<Process> taskManagers = new ArrayList<>();
  private Process jobManager;
  private int started;

  private ProcessCluster(
      Installation installation, Path work, int port, int firstMetricsPort, Process jobManager) {
    this.installation = installation;
    this.work = work;
    this.rest = new FlinkRest(port);
    this.firstMetricsPort = firstMetricsPort;
    this.jobManager = jobManager;
  }

  /** Starts the JobManager and two TaskManagers of two slots, all on loopback. */
  static ProcessCluster start(Installation installation, Path work, String zooKeeper)
      throws IOException {
    int port = freePort();
    int metrics = freePorts(METRICS_PORTS);
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
        metrics:
          reporters: prometheus
          reporter: {prometheus: {factory: {class: io.freshet.prometheus.BoundPrometheusReporterFactory}, host: 127.0.0.1, port: %d-%d}}
        """
            .formatted(
                freePort(),
                port,
                Files.createDirectories(work.resolve("tmp")),
                work.resolve("savepoints").toUri(),
                work.resolve("ha").toUri(),
                zooKeeper,
                metrics,
                metrics + METRICS_PORTS - 1));
    Files.copy(
        installation.home().resolve("conf").resolve("log4j2-cluster.xml"),
        conf.resolve("log4j2-cluster.xml"));
    ProcessCluster cluster =
        new ProcessCluster(
            installation,
            work,
            port,
            metrics,
            launch(installation, work, "jobmanager", "jobmanager"));
    try {
      cluster.startTaskManager();
      cluster.startTaskManager();
      cluster.awaitSlots(4);
      return cluster;
    } catch (IOException | AssertionError e) {
      cluster.close();
      throw e;
    }
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
    Await.until(
        slots + " slots", UP, () -> rest.get("overview").path("slots-total").asInt() == slots);
  }

  /** Ports of which every process takes one for its metrics. */
  List<Integer> metricsPorts() {
    return IntStream.range(firstMetricsPort, firstMetricsPort + METRICS_PORTS).boxed().toList();
  }

  /** The cluster's REST interface. */
  FlinkRest rest() {
    return rest;
  }

  /** Ends the TaskManager that runs a job, as kill -9 does. */
  void killTaskManagerOf(String name) throws IOException, InterruptedException {
    String job = rest.job(name);
    String vertex = rest.get("jobs/" + job).path("vertices").get(0).path("id").asText();
    String id =
        rest.get("jobs/" + job + "/vertices/" + vertex + "/taskmanagers")
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

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The first of so many ports in a row that are all free. */
  private static int freePorts(int count) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int first = freePort();
      if (first + count <= 0xffff && allFree(first, count)) {
        return first;
      }
    }
    throw new IOException("no " + count + " free ports in a row");
  }

  private static boolean allFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        socket.setReuseAddress(true);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
