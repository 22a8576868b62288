/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the process end only between calls of programs. At its end the C library destroys libtorch's
 * global objects while threads in native code run on; a call under way then uses what is destroyed,
 * and the process dies of a signal instead of ending with its status.
 *
 * <p>Thread-safe.
 */
final class CallGate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallGate.class);
  private static final long PATIENCE_SECONDS = 60;
  private static final int ALL = Integer.MAX_VALUE;

  /** Fair, so that calls that follow each other closely cannot keep the end waiting. */
  private final Semaphore calls = new Semaphore(ALL, true);

  private final CountDownLatch never = new CountDownLatch(1);
  private final Thread hook = new Thread(this::shut, "freshet-last-calls");
  private final Runnable beforeTheEnd;
  private volatile boolean shut;

  private CallGate(Runnable beforeTheEnd) {
    this.beforeTheEnd = beforeTheEnd;
  }

  /**
   * A gate that shuts when the process ends.
   *
   * @param beforeTheEnd returns when what needs calls while the process ends has ended
   * @throws IllegalStateException where the process is ending already
   */
  static CallGate open(Runnable beforeTheEnd) {
    CallGate gate = new CallGate(beforeTheEnd);
    Runtime.getRuntime().addShutdownHook(gate.hook);
    return gate;
  }

  /**
   * Takes part in the calls under way. While the process ends this does not return: for the caller
   * it is as if the process were gone, unless it is interrupted.
   *
   * @throws CancellationException where it was interrupted while the process ends
   */
  void enter() {
    calls.acquireUninterruptibly();
    if (shut) {
      calls.release();
      awaitTheEnd();
    }
  }

  /** The call that {@link #enter} began is over. */
  void leave() {
    calls.release();
  }

  /** The process need not wait for these calls any more. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the process is ending already", e);
    }
  }

  private void shut() {
    beforeTheEnd.run();
    shut = true;
    try {
      if (calls.tryAcquire(ALL, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        calls.release(ALL);
      } else {
        LOG.warn("a call still computes after {} s; the process ends beside it", PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTheEnd() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CancellationException("the process is ending");
  }
}
