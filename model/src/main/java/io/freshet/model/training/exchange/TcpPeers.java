/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trainers that are joined by one TCP connection between any two of them. First each listens; once
 * all addresses are known, each connects. Nothing is encrypted; a token that the trainers of one
 * attempt share keeps strangers and earlier attempts out. Where one is lost, the others fail at
 * their next exchange, or in the one that they wait in.
 */
public final class TcpPeers implements Peers {
  private static final Logger LOG = LoggerFactory.getLogger(TcpPeers.class);

  /** A stranger that connects and says nothing must not hold the trainers up for long. */
  private static final Duration GREETING = Duration.ofSeconds(5);

  private final int index;
  private final int count;
  private final Duration timeout;
  private final ServerSocket server;
  private final List<@Nullable PeerLink> links = new ArrayList<>();
  private final ExecutorService senders;
  private volatile boolean closed;

  private TcpPeers(int index, int count, Duration timeout, ServerSocket server) {
    this.index = index;
    this.count = count;
    this.timeout = timeout;
    this.server = server;
    for (int i = 0; i < count; i++) {
      links.add(null);
    }
    senders =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "freshet-exchange-" + index);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins to listen.
   *
   * @param address to listen at; empty host for all
   * @param ports of which the first free one is taken
   * @param index this trainer's place
   * @param count of the trainers
   * @param timeout for which another trainer may be silent while this one waits for it
   * @throws IOException where no port is free
   */
  public static TcpPeers listen(
      @Nullable InetAddress address, Ports ports, int index, int count, Duration timeout)
      throws IOException {
    IOException last = new IOException("no port is given");
    for (int port = ports.first(); port <= ports.last(); port++) {
      try {
        return new TcpPeers(index, count, timeout, new ServerSocket(port, count + 8, address));
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException(
        "trainer %d cannot listen at any of the ports %s".formatted(index, ports), last);
  }

  /**
   * Ports that may be listened at.
   *
   * @param first of them; 0 for any that is free
   * @param last of them
   */
  public record Ports(int first, int last) {
    /** Any port that is free. */
    public static final Ports ANY = new Ports(0, 0);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException where they are no ports or out of order
     */
    public Ports {
      if (first < 0 || last > 65_535 || first > last || (first == 0 && last > 0)) {
        throw new IllegalArgumentException(first + "-" + last + " is no range of ports");
      }
    }

    @Override
    public String toString() {
      return first == 0 ? "any" : first + "-" + last;
    }
  }

  /** The port that this trainer listens at. */
  public int port() {
    return server.getLocalPort();
  }

  /**
   * Joins the others; returns once all of them are joined.
   *
   * @param token of this attempt, the same at all trainers and known to nobody else
   * @param members addresses by place
   * @throws ExchangeException where another one cannot be reached in time, or refuses the token
   */
  public void connect(String token, List<InetSocketAddress> members) {
    if (members.size() != count) {
      throw new IllegalArgumentException(members.size() + " addresses of " + count + " trainers");
    }
    PeerLink.Greeting greeting = new PeerLink.Greeting(token, index, count);
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      for (int other = 0; other < index; other++) {
        keep(other, call(other, members.get(other), greeting, left(deadline)));
      }
      for (int missing = count - 1 - index; missing > 0; missing--) {
        awaitOne(greeting, deadline);
      }
      for (PeerLink link : links) {
        if (link != null) {
          link.patience(timeout);
        }
      }
      server.close();
    } catch (IOException | RuntimeException e) {
      close();
      throw e instanceof ExchangeException known
          ? known
          : new ExchangeException(
              "trainer %d could not be joined to the others: %s".formatted(index, e.getMessage()),
              e);
    }
  }

  private static PeerLink call(
      int other, InetSocketAddress address, PeerLink.Greeting greeting, Duration left) {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()),
          Math.toIntExact(left.toMillis()));
      PeerLink link = new PeerLink(other, socket);
      link.patience(left);
      link.greet(greeting);
      return link;
    } catch (IOException e) {
      closeQuietly(socket);
      throw new ExchangeException(
          "trainer %d at %s cannot be reached, or refused this one, which is of another attempt then; the ports of the trainers (training.exchange-ports) must be open between TaskManagers: %s"
              .formatted(other, address, e),
          e);
    }
  }

  /** Waits for one of the trainers behind this one; strangers are sent away. */
  private void awaitOne(PeerLink.Greeting greeting, long deadline) throws IOException {
    while (true) {
      Duration left = left(deadline);
      server.setSoTimeout(Math.toIntExact(left.toMillis()));
      Socket socket;
      try {
        socket = server.accept();
      } catch (SocketTimeoutException e) {
        throw new ExchangeException(
            "not all of the %d trainers came within %s (training.exchange-timeout)"
                .formatted(count, timeout),
            e);
      }
      try {
        PeerLink link = new PeerLink(-1, socket);
        link.patience(left.compareTo(GREETING) < 0 ? left : GREETING);
        int other = link.receiveGreeting(greeting);
        if (other > index && other < count && links.get(other) == null) {
          link.accept();
          keep(other, new PeerLink(other, socket));
          return;
        }
      } catch (IOException e) {
        LOG.warn("{} was sent away: {}", socket.getRemoteSocketAddress(), e.getMessage());
      }
      closeQuietly(socket);
    }
  }

  /** At least a moment, so that it is never taken for "no limit". */
  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  private synchronized void keep(int other, PeerLink link) throws IOException {
    if (closed) {
      link.close();
      throw new IOException("closed");
    }
    links.set(other, link);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public List<ByteBuffer> swap(List<ByteBuffer> forEach) {
    if (closed) {
      throw new ExchangeException("trainer %d was closed".formatted(index));
    }
    List<Future<?>> sent = new ArrayList<>();
    try {
      for (int i = 1; i < count; i++) {
        PeerLink link = link((index + i) % count);
        ByteBuffer bytes = forEach.get(link.other());
        sent.add(
            senders.submit(
                () -> {
                  link.send(bytes);
                  return null;
                }));
      }
      List<ByteBuffer> received = new ArrayList<>(forEach);
      for (int i = 1; i < count; i++) {
        PeerLink link = link((index + count - i) % count);
        received.set(link.other(), receive(link));
      }
      for (Future<?> each : sent) {
        each.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      }
      return received;
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new ExchangeException("what trainer " + index + " sends does not arrive", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new ExchangeException("trainer " + index + " was interrupted", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ByteBuffer receive(PeerLink link) {
    try {
      return link.receive();
    } catch (SocketTimeoutException e) {
      throw new ExchangeException(
          "trainer %d has been silent for %s (training.exchange-timeout)"
              .formatted(link.other(), timeout),
          e);
    } catch (IOException e) {
      throw new ExchangeException(
          closed
              ? "trainer %d was closed".formatted(index)
              : "trainer %d is lost: %s".formatted(link.other(), e),
          e);
    }
  }

  private PeerLink link(int other) {
    PeerLink link = links.get(other);
    if (link == null) {
      throw new ExchangeException("trainer " + index + " is not joined to trainer " + other);
    }
    return link;
  }

  @Override
  public synchronized void close() {
    closed = true;
    senders.shutdownNow();
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("the port of trainer {} was not closed", index, e);
    }
    for (PeerLink link : links) {
      if (link != null) {
        link.close();
      }
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a connection was not closed", e);
    }
  }
}
