/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the texts of many requests with one thread, which keeps the device busy: it takes what
 * waits, up to a number of tokens, and lets those texts through the network together that one
 * version, one side and one way of pooling have in common. What fails together is tried apart, so
 * that one request's text cannot fail another's.
 */
public final class BatchingEncoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchingEncoder.class);

  private final BatchSettings settings;
  private final LiveListener listener;
  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "encoder");
  private boolean stopped;

  /** What was taken and did not fit; the encoding thread's own. */
  private Optional<Entry> left = Optional.empty();

  private sealed interface Entry {}

  /** One request's texts; the version is held for them until they are done. */
  private record Job(
      LoadedVersion version, TokenizedTexts texts, long tokens, CompletableFuture<float[][]> result)
      implements Entry {}

  /** Nothing comes after it. */
  private record End() implements Entry {}

  /** What texts have in common that go through the network together. */
  private record Company(LoadedVersion version, TextRole role, int skipped) {}

  /** Starts the thread. */
  public BatchingEncoder(BatchSettings settings, LiveListener listener) {
    this.settings = settings;
    this.listener = listener;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Encodes texts when their turn comes.
   *
   * @param snapshot whose version has tokenized them; the caller may close it at once
   * @return vectors [texts, dimension], completed by the encoding thread, which must not be held
   *     up; where the caller completes it first, texts that still wait are not encoded
   * @throws OverloadedException where too many wait already
   */
  public CompletableFuture<float[][]> submit(Snapshot snapshot, TokenizedTexts texts) {
    int before = waiting.getAndAdd(texts.size());
    if (before + texts.size() > settings.waiting()) {
      waiting.addAndGet(-texts.size());
      throw new OverloadedException(before, settings.waiting());
    }
    CompletableFuture<float[][]> result = new CompletableFuture<>();
    LoadedVersion version = snapshot.version();
    synchronized (this) {
      if (stopped || !version.hold()) {
        waiting.addAndGet(-texts.size());
        throw new IllegalStateException("the service is being stopped");
      }
      queue.add(new Job(version, texts, texts.tokens(), result));
    }
    return result;
  }

  /** Texts that wait now. */
  public int waiting() {
    return waiting.get();
  }

  private void run() {
    try {
      for (List<Job> batch = next(); !batch.isEmpty(); batch = next()) {
        encode(batch);
      }
    } catch (InterruptedException e) {
      LOG.error("the encoding thread was interrupted; nothing is encoded any more", e);
      Thread.currentThread().interrupt();
    }
  }

  /** What is encoded next; empty when all is done. */
  private List<Job> next() throws InterruptedException {
    List<Job> batch = new ArrayList<>();
    Entry entry = left.isPresent() ? left.get() : queue.take();
    left = Optional.empty();
    if (!(entry instanceof Job first)) {
      return batch;
    }
    batch.add(first);
    long tokens = first.tokens();
    long until = System.nanoTime() + settings.linger().toNanos();
    while (tokens < settings.tokens()) {
      @Nullable Entry next =
          queue.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      if (!(next instanceof Job job) || tokens + job.tokens() > settings.tokens()) {
        left = Optional.of(next);
        break;
      }
      batch.add(job);
      tokens += job.tokens();
    }
    return batch;
  }

  private void encode(List<Job> batch) {
    Map<Company, List<Job>> together = new LinkedHashMap<>();
    for (Job job : batch) {
      waiting.addAndGet(-job.texts().size());
      if (job.result().isDone()) {
        job.version().release();
      } else {
        together
            .computeIfAbsent(
                new Company(job.version(), job.texts().role(), job.texts().skipped()),
                company -> new ArrayList<>())
            .add(job);
      }
    }
    together.forEach((company, jobs) -> encodeTogether(company.version(), jobs));
  }

  private void encodeTogether(LoadedVersion version, List<Job> jobs) {
    try {
      float[][] vectors =
          embed(version, TokenizedTexts.joined(jobs.stream().map(Job::texts).toList()));
      int next = 0;
      for (Job job : jobs) {
        float[][] own = new float[job.texts().size()][];
        System.arraycopy(vectors, next, own, 0, own.length);
        next += own.length;
        job.result().complete(own);
      }
    } catch (RuntimeException | Error e) {
      LOG.warn("{} requests' texts could not be encoded together", jobs.size(), e);
      jobs.forEach(job -> encodeAlone(job, jobs.size() == 1 ? e : null));
    } finally {
      jobs.forEach(job -> job.version().release());
    }
  }

  private void encodeAlone(Job job, @Nullable Throwable known) {
    if (known != null) {
      job.result().completeExceptionally(known);
      return;
    }
    try {
      job.result().complete(embed(job.version(), job.texts()));
    } catch (RuntimeException | Error e) {
      job.result().completeExceptionally(e);
    }
  }

  private float[][] embed(LoadedVersion version, TokenizedTexts texts) {
    long start = System.nanoTime();
    float[][] vectors = version.encoder().embed(texts);
    listener.encoded(texts.size(), texts.tokens(), Duration.ofNanos(System.nanoTime() - start));
    return vectors;
  }

  /** Takes no more texts, encodes those that wait, and ends the thread. */
  @Override
  public void close() {
    synchronized (this) {
      if (!stopped) {
        stopped = true;
        queue.add(new End());
      }
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
