/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.device.DevicePrograms;
import io.freshet.model.text.TokenBatch;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The copies of a network that train together: one, or one a device. The first is that whose
 * weights an update changes. Not thread-safe.
 */
public final class Replicas implements AutoCloseable {
  private final List<NetworkCopy> copies;
  private final DevicePrograms common;
  private final ExecutorService threads;

  /**
   * Copies that work side by side.
   *
   * @param copies the first of them on the device of all results
   * @param common of that device
   */
  Replicas(List<NetworkCopy> copies, DevicePrograms common) {
    this.copies = List.copyOf(copies);
    this.common = common;
    // The first copy works in the thread that calls, so that one copy alone needs no other.
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "freshet-replica");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many copies share the work. */
  int size() {
    return copies.size();
  }

  /** The copy on the device of all results. */
  NetworkCopy first() {
    return copies.get(0);
  }

  /** Deals the parts of a sub-batch among the copies; close what is returned. */
  SharedParts deal(List<TokenBatch> parts) {
    return SharedParts.among(copies, parts, common, threads);
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
    threads.shutdown();
    copies.subList(1, copies.size()).forEach(copy -> copy.device().close());
  }
}
