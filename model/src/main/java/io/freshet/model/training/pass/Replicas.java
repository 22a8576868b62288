/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.WorkerThreads;
import io.freshet.model.text.TokenBatch;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.ExchangedArrays;
import java.util.List;

/**
 * The copies of a network that train together: one, or one a device, here and at the other trainers
 * of the model. The first is that whose weights an update changes. Not thread-safe.
 */
public final class Replicas implements AutoCloseable {
  private final List<NetworkCopy> copies;
  private final DevicePrograms common;
  private final ExchangedArrays exchange;
  private final WorkerThreads threads;

  /**
   * Copies that work side by side.
   *
   * @param copies the first of them on the device of all results
   * @param common of that device
   * @param exchange with the trainers that share every sub-batch
   */
  Replicas(List<NetworkCopy> copies, DevicePrograms common, Exchange exchange) {
    this.copies = List.copyOf(copies);
    this.common = common;
    this.exchange = new ExchangedArrays(exchange, common);
    // The first copy works in the thread that calls, so that one copy alone needs no other.
    this.threads = new WorkerThreads("freshet-replica");
  }

  /** How many copies share the work, those of other trainers included, which have as many. */
  int size() {
    return copies.size() * exchange.exchange().count();
  }

  /** The copy on the device of all results. */
  NetworkCopy first() {
    return copies.get(0);
  }

  /**
   * Deals the parts of a sub-batch among the trainers, and this one's among the copies; close what
   * is returned.
   */
  SharedParts deal(List<TokenBatch> parts) {
    Exchange between = exchange.exchange();
    List<Integer> mine = DealtParts.among(between.count(), parts).get(between.index());
    return SharedParts.among(copies, parts, mine, exchange, threads);
  }

  /** Brings the other copies' trained weights up to the first's, after an update. */
  void follow(List<Integer> trained) {
    for (NetworkCopy copy : copies.subList(1, copies.size())) {
      copy.follow(common, first(), trained);
    }
  }

  /** Frees the other copies. */
  @Override
  public void close() {
    threads.close();
    copies.subList(1, copies.size()).forEach(copy -> copy.device().close());
  }
}
