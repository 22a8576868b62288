/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Threads that work beside the one that calls, made as they are needed. Thread-safe. */
public final class WorkerThreads implements AutoCloseable {
  private final ExecutorService threads;

  /**
   * Threads of one purpose.
   *
   * @param name of each of them
   */
  public WorkerThreads(String name) {
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Does several things at once, the first in the calling thread, and returns when all have ended,
   * whatever failed. Where the caller is interrupted meanwhile, all are.
   *
   * @return what came of each
   * @throws RuntimeException of the first that failed; that of another thread as the cause of a
   *     {@link java.util.concurrent.CompletionException}
   */
  public <T> List<T> all(List<? extends Supplier<T>> work) {
    if (work.isEmpty()) {
      return List.of();
    }
    List<Job<T>> others = new ArrayList<>();
    for (Supplier<T> one : work.subList(1, work.size())) {
      Job<T> job = new Job<>(one);
      others.add(job);
      threads.execute(job);
    }
    List<T> results = new ArrayList<>();
    try {
      results.add(work.get(0).get());
    } finally {
      others.forEach(Job::awaitItsEnd);
    }
    others.forEach(job -> results.add(job.result.join()));
    return results;
  }

  /** Lets the threads end; nothing is to be given to them any more. */
  @Override
  public void close() {
    threads.shutdown();
  }

  private static final class Job<T> implements Runnable {
    private final Supplier<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread worker;
    private volatile boolean interrupted;

    Job(Supplier<T> work) {
      this.work = work;
    }

    @Override
    public void run() {
      worker = Thread.currentThread();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      try {
        result.complete(work.get());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      } finally {
        ended.countDown();
      }
    }

    void awaitItsEnd() {
      while (ended.getCount() > 0) {
        try {
          ended.await();
        } catch (InterruptedException e) {
          interrupt();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** A worker that has not begun yet finds the flag, which is therefore set first. */
    private void interrupt() {
      interrupted = true;
      Thread begun = worker;
      if (begun != null) {
        begun.interrupt();
      }
    }
  }
}
