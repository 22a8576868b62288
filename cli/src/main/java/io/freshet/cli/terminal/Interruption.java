/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.terminal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the signal that ends the JVM into a wish to end, and keeps the JVM until the wish is
 * fulfilled. Before there is anything to end in order the JVM just ends, and its children with it.
 */
public final class Interruption implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
  private static final long PATIENCE_SECONDS = 90;
  private static final long CHILDREN_SECONDS = 5;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "end-asked");
  private final Runnable heard;
  private volatile boolean orderly;

  /** Listens from now on, without a word. */
  public Interruption() {
    this(() -> {});
  }

  /**
   * Listens from now on.
   *
   * @param heard called at once when the end is asked for, by a thread of its own: who asked sees
   *     that, however long what is under way takes
   */
  public Interruption(Runnable heard) {
    this.heard = heard;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From now on the JVM waits for {@link #close}. */
  public void orderlyEndPossible() {
    orderly = true;
  }

  /** Whether the end is asked for. */
  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits for a wish to end; returns whether there is one. */
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return asked.await(time, unit);
  }

  /** Waits for a wish to end, however long. */
  public void await() throws InterruptedException {
    asked.await();
  }

  /** All is ended. */
  @Override
  public void close() {
    ended.countDown();
    if (!isAsked()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("the JVM is ending already", e);
      }
    }
  }

  private void ask() {
    heard.run();
    asked.countDown();
    awaitEnd();
    endChildren();
  }

  /** Waits for {@link #close}, where there is something to end in order; not forever. */
  public void awaitEnd() {
    if (orderly) {
      try {
        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("the run did not end in {} s", PATIENCE_SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Ends what a start under way has begun. The children would end by themselves when this JVM is
   * gone, but a moment later; who looks after the end finds none.
   */
  private static void endChildren() {
    CompletableFuture<?>[] ends =
        ProcessHandle.current()
            .descendants()
            .filter(ProcessHandle::destroyForcibly)
            .map(ProcessHandle::onExit)
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(ends).get(CHILDREN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("child processes did not end in {} s", CHILDREN_SECONDS, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
