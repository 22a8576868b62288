/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.LocalPeers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs trainers of one model, each in a thread of its own. */
final class TrainersInThreads {
  private TrainersInThreads() {}

  /** What one trainer does. */
  interface Work<T> {
    T run(Exchange exchange) throws Exception;
  }

  /** Runs as many trainers and returns what each of them did, by place. */
  static <T> List<T> run(int count, Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (LocalPeers peers : LocalPeers.of(count)) {
        futures.add(threads.submit(() -> work.run(Exchange.among(peers))));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
