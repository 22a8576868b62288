/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.TcpPeers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Trainers of one model in threads of this process, joined by TCP over the loopback interface. */
final class TrainerTeam {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private TrainerTeam() {}

  /** What one trainer does. */
  interface Work<T> {
    T run(Exchange exchange) throws Exception;
  }

  /** Runs as many trainers and returns what each did, by place. */
  static <T> List<T> run(int count, Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<TcpPeers> peers = new ArrayList<>();
    try {
      List<InetSocketAddress> addresses = new ArrayList<>();
      InetAddress loopback = InetAddress.getLoopbackAddress();
      for (int i = 0; i < count; i++) {
        peers.add(TcpPeers.listen(loopback, TcpPeers.Ports.ANY, i, count, TIMEOUT));
        addresses.add(new InetSocketAddress(loopback, peers.get(i).port()));
      }
      List<Future<T>> futures = new ArrayList<>();
      for (TcpPeers each : peers) {
        futures.add(
            threads.submit(
                () -> {
                  each.connect("benchmark", addresses);
                  return work.run(Exchange.among(each));
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trainer failed", e);
    } finally {
      peers.forEach(TcpPeers::close);
      threads.shutdownNow();
    }
  }
}
