/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import io.freshet.model.TokenizedTexts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Texts on their way to the device, in the order in which they get there: small requests go
 * together, up to the tokens of a batch, as they came; requests that are larger than a batch are
 * cut into parts and take turns, with one another and with the small ones. So a small request waits
 * for one part of a large one at most, and a large one gets every second batch. Thread-safe; one
 * thread takes.
 */
final class WaitingTexts {
  private final BatchSettings settings;
  private final IntSupplier callers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Job> small = new ArrayDeque<>();
  private final Deque<Deque<Job>> large = new ArrayDeque<>();
  private int waiting;
  private boolean ended;
  private boolean turnOfLarge;

  /** Texts that stay together; their version is held until they are done. */
  record Job(LoadedVersion version, TokenizedTexts texts, CompletableFuture<float[][]> result) {
    long tokens() {
      return texts.tokens();
    }
  }

  /**
   * Nothing waits.
   *
   * @param callers after how many requests nobody is left whom a batch could linger for
   */
  WaitingTexts(BatchSettings settings, IntSupplier callers) {
    this.settings = settings;
    this.callers = callers;
  }

  /**
   * Adds a request's parts, all of them or none.
   *
   * @param parts each within the tokens of a batch, or a single text
   * @throws OverloadedException where too many texts wait
   * @throws IllegalStateException after the end
   */
  void add(List<Job> parts) {
    int texts = parts.stream().mapToInt(part -> part.texts().size()).sum();
    lock.lock();
    try {
      if (ended) {
        throw new IllegalStateException("the service is being stopped");
      }
      if (waiting + texts > settings.waiting()) {
        throw new OverloadedException(waiting, settings.waiting());
      }
      waiting += texts;
      if (parts.size() == 1) {
        small.add(parts.get(0));
      } else {
        large.add(new ArrayDeque<>(parts));
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Texts that wait now. */
  int size() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what is encoded next; waits for it. Empty when nothing waits and nothing will. */
  List<Job> take() throws InterruptedException {
    lock.lock();
    try {
      while (small.isEmpty() && large.isEmpty() && !ended) {
        changed.await();
      }
      List<Job> batch = large.isEmpty() || (!small.isEmpty() && !turnOfLarge) ? together() : part();
      turnOfLarge = !turnOfLarge;
      batch.forEach(job -> waiting -= job.texts().size());
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** The next part of the large request whose turn it is. */
  private List<Job> part() {
    Deque<Job> request = large.removeFirst();
    Job part = request.removeFirst();
    if (!request.isEmpty()) {
      large.addLast(request);
    }
    return List.of(part);
  }

  /** Small requests up to the tokens of a batch, after a while for others to come. */
  private List<Job> together() throws InterruptedException {
    List<Job> batch = new ArrayList<>();
    long tokens = 0;
    long left = settings.linger().toNanos();
    while (true) {
      while (!small.isEmpty()
          && (batch.isEmpty() || tokens + small.element().tokens() <= settings.tokens())) {
        Job job = small.remove();
        batch.add(job);
        tokens += job.tokens();
      }
      if (!small.isEmpty()
          || batch.isEmpty()
          || batch.size() >= callers.getAsInt()
          || left <= 0
          || ended) {
        return batch;
      }
      left = changed.awaitNanos(left);
    }
  }

  /** Takes no more; what waits is still given out. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
