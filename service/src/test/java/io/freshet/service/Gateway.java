/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a server on this machine that can be cut and opened again. */
final class Gateway implements AutoCloseable {
  private final ServerSocket door;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "gateway");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean refusing;

  private Gateway(ServerSocket door, int port) {
    this.door = door;
    this.port = port;
  }

  /** Opens a way to a port of this machine. */
  static Gateway to(int port) throws IOException {
    Gateway gateway = new Gateway(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
    gateway.threads.execute(gateway::accept);
    return gateway;
  }

  /** Where clients come in. */
  String url() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  /** Cuts every connection and all new ones, or lets them through again. */
  void refuse(boolean cut) throws IOException {
    refusing = cut;
    if (cut) {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private void accept() {
    try {
      while (!door.isClosed()) {
        Socket client = door.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(client);
        open.add(server);
        threads.execute(() -> copy(client, server));
        threads.execute(() -> copy(server, client));
      }
    } catch (IOException e) {
      if (!door.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Until one side ends or is cut: then the other one ends too. */
  private void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // Cut: what a client sees of it is what the test asks for.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    refuse(true);
    threads.shutdownNow();
  }
}
