/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import java.nio.file.Path;

/**
 * A real Kafka broker in a child process, on loopback, with topics created only when asked for. The
 * child ends when this process ends, however it ends. Thread-safe.
 */
public final class KafkaServer implements AutoCloseable {
  private final Path home;
  private final Path data;
  private NodeProcess process;

  private KafkaServer(Path home, Path data, NodeProcess process) {
    this.home = home;
    this.data = data;
    this.process = process;
  }

  /**
   * Starts a broker on a free port and waits until it serves.
   *
   * @param home root of the built repository (system property {@code freshet.home} in tests)
   * @param data its data directory, made where missing; opened again where it has data
   * @throws EmbeddedServerException where the broker does not start, with the end of its log
   */
  public static KafkaServer start(Path home, Path data) {
    return new KafkaServer(home, data, NodeProcess.start(NodeSpec.KAFKA, home, data, 0));
  }

  /** As {@link #start(Path, Path)}, on the given port if it is free. */
  public static KafkaServer startPreferring(int port, Path home, Path data) {
    return new KafkaServer(
        home, data, NodeProcess.startPreferring(port, NodeSpec.KAFKA, home, data));
  }

  /** Host and port for clients. */
  public synchronized String bootstrapServers() {
    return process.address();
  }

  /** The broker's process. */
  public synchronized ProcessHandle process() {
    return process.handle();
  }

  /** Ends the broker as {@code kill -9} does and waits for its end. */
  public synchronized void kill() {
    process.kill();
  }

  /** Ends the broker if it still runs, and starts it again on the same data and port. */
  public synchronized KafkaServer restart() {
    process.close();
    String address = process.address();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    process = NodeProcess.start(NodeSpec.KAFKA, home, data, port);
    return this;
  }

  /** Ends the broker in order and waits for its end; its data stay. */
  @Override
  public synchronized void close() {
    process.close();
  }
}
