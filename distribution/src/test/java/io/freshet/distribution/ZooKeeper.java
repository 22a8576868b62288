/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A ZooKeeper server of this JVM, on loopback. */
final class ZooKeeper implements AutoCloseable {
  private static final int TICK_MILLIS = 2000;
  private static final int MOST_CONNECTIONS = 50;

  private final ServerCnxnFactory connections;

  private ZooKeeper(ServerCnxnFactory connections) {
    this.connections = connections;
  }

  static ZooKeeper start(Path data) throws IOException, InterruptedException {
    ServerCnxnFactory connections =
        ServerCnxnFactory.createFactory(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MOST_CONNECTIONS);
    connections.startup(new ZooKeeperServer(data.toFile(), data.toFile(), TICK_MILLIS));
    return new ZooKeeper(connections);
  }

  /** Host and port for clients. */
  String address() {
    return "127.0.0.1:" + connections.getLocalPort();
  }

  @Override
  public void close() {
    connections.shutdown();
  }
}
