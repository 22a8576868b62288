/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpPeersTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String TOKEN = "a token";

  private final long seed = Long.getLong("freshet.seed", System.nanoTime());
  private final List<TcpPeers> all = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    all.forEach(TcpPeers::close);
    threads.shutdownNow();
  }

  private TcpPeers listen(int index, int count, Duration timeout) throws IOException {
    TcpPeers peers =
        TcpPeers.listen(
            InetAddress.getLoopbackAddress(), TcpPeers.Ports.ANY, index, count, timeout);
    all.add(peers);
    return peers;
  }

  private static InetSocketAddress address(TcpPeers peers) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port());
  }

  /** Trainers that are joined. */
  private List<TcpPeers> joined(int count, Duration timeout) throws Exception {
    List<TcpPeers> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(listen(i, count, timeout));
    }
    List<InetSocketAddress> addresses = peers.stream().map(TcpPeersTest::address).toList();
    List<Callable<Boolean>> work = new ArrayList<>();
    for (TcpPeers each : peers) {
      work.add(
          () -> {
            each.connect(TOKEN, addresses);
            return true;
          });
    }
    together(work);
    return peers;
  }

  private <T> List<T> together(List<Callable<T>> work) throws Exception {
    List<Future<T>> futures = new ArrayList<>();
    for (Callable<T> each : work) {
      futures.add(threads.submit(each));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get(30, TimeUnit.SECONDS));
    }
    return results;
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 100003", "3, 100003", "4, 3", "5, 1000"})
  void sumsHaveTheSameBitsEverywhere(int count, int length) throws Exception {
    System.out.println("-Dfreshet.seed=" + seed);
    Random random = new Random(seed);
    float[][] numbers = new float[count][length];
    for (float[] row : numbers) {
      for (int i = 0; i < length; i++) {
        row[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
      }
    }
    float[] expected = numbers[0].clone();
    for (int trainer = 1; trainer < count; trainer++) {
      for (int i = 0; i < length; i++) {
        expected[i] += numbers[trainer][i];
      }
    }
    List<Callable<float[]>> work = new ArrayList<>();
    for (TcpPeers peers : joined(count, LONG)) {
      work.add(
          () -> {
            float[] own = numbers[peers.index()].clone();
            Exchange.among(peers).sum(FloatBuffer.wrap(own));
            return own;
          });
    }
    assertThat(together(work)).allSatisfy(sum -> assertThat(sum).containsExactly(expected));
  }

  @Test
  void whatEachGivesReachesAll() throws Exception {
    List<Callable<List<Integer>>> work = new ArrayList<>();
    for (TcpPeers peers : joined(3, LONG)) {
      work.add(
          () -> {
            Exchange exchange = Exchange.among(peers);
            List<Integer> lengths = new ArrayList<>();
            // As long as its place, and in the second round nothing at all.
            exchange
                .gather(ByteBuffer.allocateDirect(peers.index()))
                .forEach(bytes -> lengths.add(bytes.remaining()));
            exchange
                .gather(ByteBuffer.allocate(0))
                .forEach(bytes -> lengths.add(bytes.remaining()));
            return lengths;
          });
    }
    assertThat(together(work))
        .allSatisfy(lengths -> assertThat(lengths).containsExactly(0, 1, 2, 0, 0, 0));
  }

  @Test
  void whoSaysSomethingElseIsFoundOut() throws Exception {
    List<Callable<Boolean>> work = new ArrayList<>();
    for (TcpPeers peers : joined(2, LONG)) {
      work.add(
          () -> {
            Exchange.among(peers).agree("they differ; look there", "says " + peers.index());
            return true;
          });
    }
    assertThatThrownBy(() -> together(work))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("they differ; look there")
        .hasMessageContaining("says 1");
  }

  /** Whoever is lost while the others wait for it: they do not wait for the time-out. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void theOthersFailWhereOneIsLost(int lost) throws Exception {
    List<TcpPeers> peers = joined(3, LONG);
    List<Future<?>> waiting = new ArrayList<>();
    for (TcpPeers each : peers) {
      if (each.index() != lost) {
        waiting.add(
            threads.submit(() -> each.swap(Collections.nCopies(3, ByteBuffer.allocate(1 << 22)))));
      }
    }
    peers.get(lost).close();
    for (Future<?> each : waiting) {
      assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ExchangeException.class);
    }
  }

  /** A task that is cancelled closes its peers from another thread. */
  @Test
  void closingEndsAWaitHere() throws Exception {
    TcpPeers first = joined(2, LONG).get(0);
    Future<?> waiting =
        threads.submit(() -> first.swap(Collections.nCopies(2, ByteBuffer.allocate(8))));
    first.close();
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ExchangeException.class);
    assertThatThrownBy(() -> first.swap(Collections.nCopies(2, ByteBuffer.allocate(8))))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void aSilentTrainerIsNotWaitedForForEver() throws Exception {
    TcpPeers first = joined(2, SHORT).get(0);
    assertThatThrownBy(() -> first.swap(Collections.nCopies(2, ByteBuffer.allocate(8))))
        .isInstanceOf(ExchangeException.class)
        .hasMessageContaining("silent")
        .hasMessageContaining("training.exchange-timeout");
  }

  @Test
  void aTrainerThatNeverComesIsNotWaitedForForEver() throws Exception {
    TcpPeers first = listen(0, 2, SHORT);
    assertThatThrownBy(() -> first.connect(TOKEN, List.of(address(first), address(first))))
        .isInstanceOf(ExchangeException.class)
        .hasMessageContaining("came within");
  }

  @Test
  void trainersOfAnotherAttemptAndStrangersAreSentAway() throws Exception {
    TcpPeers first = listen(0, 2, LONG);
    TcpPeers second = listen(1, 2, LONG);
    TcpPeers stale = listen(1, 2, LONG);
    List<InetSocketAddress> addresses = List.of(address(first), address(second));
    Future<?> waiting =
        threads.submit(
            () -> {
              first.connect(TOKEN, addresses);
              return true;
            });
    try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
      stranger
          .getOutputStream()
          .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(() -> stale.connect("another", addresses))
        .isInstanceOf(ExchangeException.class)
        .hasMessageContaining("another attempt");
    assertThat(waiting).isNotDone();
    second.connect(TOKEN, addresses);
    waiting.get(20, TimeUnit.SECONDS);
    Future<List<ByteBuffer>> swapped =
        threads.submit(() -> first.swap(List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(3))));
    assertThat(second.swap(Collections.nCopies(2, ByteBuffer.allocate(1))).get(0).remaining())
        .isEqualTo(3);
    assertThat(swapped.get(20, TimeUnit.SECONDS).get(1).remaining()).isEqualTo(1);
  }

  @Test
  void aRangeOfPortsIsTriedInOrder() throws Exception {
    TcpPeers first = listen(0, 2, LONG);
    assertThatThrownBy(
            () ->
                TcpPeers.listen(
                    InetAddress.getLoopbackAddress(),
                    new TcpPeers.Ports(first.port(), first.port()),
                    1,
                    2,
                    LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(first.port() + "-" + first.port());
    assertThatThrownBy(() -> new TcpPeers.Ports(7, 6)).hasMessageContaining("no range");
  }
}
