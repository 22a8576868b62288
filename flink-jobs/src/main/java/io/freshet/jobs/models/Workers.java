/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.models;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads beside the task's own, on which models are loaded, used and closed. */
public final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final long CLOSE_SECONDS = 20;

  private Workers() {}

  /** One daemon thread that takes its work in order. */
  public static ExecutorService single(String name) {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Ends a worker: what waits is dropped, what runs is interrupted and waited for, and the resource
   * that it worked with is closed after that.
   */
  public static void close(ExecutorService worker, @Nullable AutoCloseable resource) {
    worker.shutdownNow();
    boolean ended = false;
    try {
      ended = worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      LOG.warn("A worker still computes; what it holds is freed with the process");
      return;
    }
    if (resource != null) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn("Not closed in order: {}", resource, e);
      }
    }
  }
}
