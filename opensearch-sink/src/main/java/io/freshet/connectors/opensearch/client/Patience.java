/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats calls while they fail for reasons that pass, so that a cluster that is away for minutes
 * holds its callers back and does not fail them. Thread-safe.
 */
public final class Patience {

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  private final Backoff backoff;
  private final Duration giveUpAfter;

  /** Waits doubling from {@code initial} to {@code maximum}, {@code giveUpAfter} in all. */
  public Patience(Duration initial, Duration maximum, Duration giveUpAfter) {
    this.backoff = new Backoff(initial, maximum, () -> ThreadLocalRandom.current().nextDouble());
    this.giveUpAfter = giveUpAfter;
  }

  /** A call to OpenSearch. */
  @FunctionalInterface
  public interface Call<T> {
    /** Calls. */
    T call() throws OpenSearchFailure;
  }

  /**
   * The call's first answer; waits on the calling thread.
   *
   * @throws OpenSearchFailure the first that will not pass, or the last when patience ends
   */
  public <T> T await(Call<T> call) throws OpenSearchFailure, InterruptedException {
    long start = System.nanoTime();
    for (int failures = 1; ; failures++) {
      try {
        return call.call();
      } catch (OpenSearchFailure e) {
        if (!e.isTransient() || System.nanoTime() - start > giveUpAfter.toNanos()) {
          throw e;
        }
        Duration pause = backoff.after(failures);
        LOG.warn("failed {} times, again in {}: {}", failures, pause, e.getMessage());
        pause(pause);
      }
    }
  }

  private static void pause(Duration pause) throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    lock.lock();
    try {
      long left = pause.toNanos();
      while (left > 0) {
        left = never.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
