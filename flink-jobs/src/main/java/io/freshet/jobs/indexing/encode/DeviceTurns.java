/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.model.DeviceTurn;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets live documents go before those of a build where both are encoded on one device. A live call
 * never waits: at worst the one call of a build that is under way runs beside it. A build's next
 * call waits while live ones are under way, and for as long as it would take more than they leave,
 * but never so long that it has less than its share of the time. Thread-safe; a turn of a build is
 * for one thread.
 */
public final class DeviceTurns implements AutoCloseable {
  /** What live documents are left, as a multiple of what they have taken. */
  private static final double ROOM = 1.25;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final BusyShare liveShare = new BusyShare(System.nanoTime());
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
      if (live == 0) {
        liveShare.turn(System.nanoTime(), true);
      }
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
        liveShare.turn(System.nanoTime(), false);
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
    return new BuildTurn(leastShare);
  }

  /**
   * The share of its time that a build may take. Live documents come in bursts, and their batches
   * follow one another with gaps that a call of the build would outlast: so they are left a quarter
   * more than they have taken, and a build does not begin in every gap.
   */
  static double buildShare(double liveShare, double leastShare) {
    return Math.max(leastShare, 1 - ROOM * liveShare);
  }

  private final class BuildTurn implements DeviceTurn {
    private final double leastShare;
    private long lastNanos;
    private long endedAt;

    /** The first call waits for nobody, since nothing is known of its length. */
    BuildTurn(double leastShare) {
      this.leastShare = leastShare;
    }

    @Override
    public float[] take(Supplier<float[]> call) {
      awaitTurn(endedAt, lastNanos, leastShare);
      long began = System.nanoTime();
      try {
        return call.get();
      } finally {
        endedAt = System.nanoTime();
        lastNanos = endedAt - began;
      }
    }
  }

  /** Rests by the share that is left, then waits until no live call is under way, as it may. */
  private void awaitTurn(long endedAt, long lastNanos, double leastShare) {
    lock.lock();
    try {
      long now = System.nanoTime();
      double share = buildShare(liveShare.at(now), leastShare);
      long rested = endedAt + (long) (lastNanos * (1 / share - 1));
      long latest = endedAt + (long) (lastNanos * (1 / leastShare - 1));
      while (now - rested < 0 || (live > 0 && now - latest < 0)) {
        long unused = idle.awaitNanos(now - rested < 0 ? rested - now : latest - now);
        now = System.nanoTime();
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
