/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker and its controller in this JVM, on loopback only.
 *
 * <p>Usage: {@code KafkaNode <data directory> <port>}; port 0 picks a free one. Says {@code READY
 * <host:port>} on standard output once clients can connect. Ends at once when standard input ends,
 * so that it never outlives the process that holds the other end of the pipe, and in good order on
 * SIGTERM. Exit status 98 means that a port was taken.
 */
public final class KafkaNode {
  private static final int ADDRESS_IN_USE = 98;
  private static final String LOOPBACK = "127.0.0.1";

  private KafkaNode() {}

  /** Runs the broker until it is told to end. */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: KafkaNode <data directory> <port>");
      System.exit(2);
    }
    haltWithParent();
    try {
      run(Path.of(args[0]), Integer.parseInt(args[1]));
    } catch (Exception e) {
      e.printStackTrace();
      System.err.flush();
      // Kafka's own threads may still run: no orderly way is left.
      Runtime.getRuntime().halt(isBindFailure(e) ? ADDRESS_IN_USE : 1);
    }
  }

  private static void run(Path data, int requestedPort) throws IOException {
    Files.createDirectories(data);
    Ports ports = Ports.choose(requestedPort);
    Properties properties = properties(data, ports);
    Path file = data.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    if (!Files.exists(data.resolve("log").resolve("meta.properties"))) {
      format(file);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
    System.out.println("READY " + LOOPBACK + ":" + ports.broker());
    System.out.flush();
    server.awaitShutdown();
  }

  private static Properties properties(Path data, Ports ports) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "1");
    p.setProperty("controller.quorum.voters", "1@" + LOOPBACK + ":" + ports.controller());
    p.setProperty(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(LOOPBACK, ports.broker(), LOOPBACK, ports.controller()));
    p.setProperty("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + ports.broker());
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("log.dirs", data.resolve("log").toString());
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("transaction.max.timeout.ms", "3600000");
    // One node holds every replica; few partitions keep the start short.
    p.setProperty("default.replication.factor", "1");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "1");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "4");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    // The cleaner's default buffer is half of the small heap.
    p.setProperty("log.cleaner.dedupe.buffer.size", "16777216");
    return p;
  }

  private static void format(Path properties) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {
              "format",
              "--cluster-id",
              Uuid.randomUuid().toString(),
              "--config",
              properties.toString()
            },
            new PrintStream(said, true, UTF_8));
    if (status != 0) {
      throw new IllegalStateException("cannot format the log directory: " + said.toString(UTF_8));
    }
  }

  /** Reads standard input to its end on a daemon thread, then ends the JVM without ado. */
  private static void haltWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is ever said here; only the end matters.
                }
              } catch (IOException e) {
                System.err.println("standard input failed, which counts as its end: " + e);
              }
              Runtime.getRuntime().halt(0);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static boolean isBindFailure(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException
          || String.valueOf(t.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  /** The two ports of the node. */
  private record Ports(int broker, int controller) {
    /** Both are held open together while they are chosen, so that they differ. */
    static Ports choose(int requested) throws IOException {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      try (ServerSocket broker = new ServerSocket(requested, 1, loopback);
          ServerSocket controller = new ServerSocket(0, 1, loopback)) {
        return new Ports(broker.getLocalPort(), controller.getLocalPort());
      }
    }
  }
}
