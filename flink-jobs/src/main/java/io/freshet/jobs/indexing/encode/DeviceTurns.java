/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.model.DeviceTurn;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets live documents go before those of a build where both are encoded on one device. A live call
 * never waits: at worst the one call of a build that is under way runs beside it. A build's next
 * call waits while live ones are under way, but never so long that it has less than its share of
 * the time. Thread-safe.
 */
public final class DeviceTurns implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int live;

  /** The turns of live documents. */
  public DeviceTurn live() {
    return call -> {
      enter();
      try {
        return call.get();
      } finally {
        leave();
      }
    };
  }

  private void enter() {
    lock.lock();
    try {
      live++;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      live--;
      if (live == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The turns of one encoder of a build.
   *
   * @param leastShare of the time that it has even where live documents always wait, above 0
   */
  public DeviceTurn build(double leastShare) {
    return new BuildTurn(1 / leastShare - 1);
  }

  private final class BuildTurn implements DeviceTurn {
    private final double patience;
    private volatile long lastNanos;

    /**
     * The first call waits for nobody, since nothing is known of its length.
     *
     * @param patience how many times its last call's time a call waits at most
     */
    BuildTurn(double patience) {
      this.patience = patience;
    }

    @Override
    public float[] take(Supplier<float[]> call) {
      awaitIdle((long) (lastNanos * patience));
      long began = System.nanoTime();
      try {
        return call.get();
      } finally {
        lastNanos = System.nanoTime() - began;
      }
    }
  }

  private void awaitIdle(long atMostNanos) {
    lock.lock();
    try {
      long left = atMostNanos;
      while (live > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // The task is being cancelled; it finds out itself.
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
