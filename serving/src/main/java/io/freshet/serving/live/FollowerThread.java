/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of somebody who looks again and again. */
final class FollowerThread implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);

  private final String name;
  private final ScheduledExecutorService thread;

  FollowerThread(String name) {
    this.name = name;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Looks now, and then again and again.
   *
   * @param look catches whatever goes wrong: one that throws is the last
   */
  void repeat(Runnable look, Duration interval) {
    Future<?> unused =
        thread.scheduleWithFixedDelay(look, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void execute(Runnable look) {
    thread.execute(look);
  }

  boolean ended() {
    return thread.isShutdown();
  }

  /** Begins no further look. */
  void end() {
    thread.shutdown();
  }

  /** Looks no more; a look that is under way ends first. */
  @Override
  public void close() {
    end();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("a look of the thread '{}' did not end in a minute", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
