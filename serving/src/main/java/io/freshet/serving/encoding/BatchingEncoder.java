/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.encoding.WaitingTexts.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the texts of many requests with one thread, which keeps the device busy: it takes what
 * waits, by the order of {@link WaitingTexts}, and lets those texts through the network together
 * that one version, one side, one way of pooling and one projection have in common. What fails
 * together is tried apart, so that one request's text cannot fail another's.
 */
public final class BatchingEncoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchingEncoder.class);

  private final BatchSettings settings;
  private final EncodingListener listener;
  private final WaitingTexts waiting;
  private final Thread thread = new Thread(this::run, "encoder");

  /** What texts have in common that go through the network together. */
  private record Company(
      LoadedVersion version, TextRole role, int skipped, Optional<String> projection) {
    static Company of(Job job) {
      TokenizedTexts texts = job.texts();
      return new Company(job.version(), texts.role(), texts.skipped(), texts.projection());
    }
  }

  /** Starts the thread, for callers of any number. */
  public BatchingEncoder(BatchSettings settings, EncodingListener listener) {
    this(settings, listener, () -> Integer.MAX_VALUE);
  }

  /**
   * Starts the thread.
   *
   * @param callers how many there are that wait for one request each: once all of them wait, a
   *     batch lingers no longer
   */
  public BatchingEncoder(BatchSettings settings, EncodingListener listener, IntSupplier callers) {
    this.settings = settings;
    this.listener = listener;
    this.waiting = new WaitingTexts(settings, callers);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Encodes texts when their turn comes.
   *
   * @param version that has tokenized them, held by the caller, who may let it go at once
   * @return vectors [texts, dimension], completed by the encoding thread, which must not be held
   *     up; where the caller completes it first, texts that still wait are not encoded
   * @throws OverloadedException where too many wait already
   * @throws IllegalStateException after closing
   */
  public CompletableFuture<float[][]> submit(LoadedVersion version, TokenizedTexts texts) {
    List<Job> parts = new ArrayList<>();
    for (TokenizedTexts part : texts.parts(settings.tokens())) {
      parts.add(new Job(version, part, new CompletableFuture<>()));
    }
    parts.forEach(part -> version.hold());
    try {
      waiting.add(parts);
    } catch (OverloadedException | IllegalStateException e) {
      parts.forEach(part -> version.release());
      throw e;
    }
    return parts.size() == 1 ? parts.get(0).result() : whole(parts);
  }

  /** All vectors of several parts; where it is completed early, its parts are no longer wanted. */
  private static CompletableFuture<float[][]> whole(List<Job> parts) {
    CompletableFuture<float[][]> whole = new CompletableFuture<>();
    List<CompletableFuture<float[][]>> results = parts.stream().map(Job::result).toList();
    for (CompletableFuture<float[][]> result : results) {
      var unused =
          result.whenComplete(
              (vectors, failure) -> {
                if (failure != null) {
                  whole.completeExceptionally(failure);
                } else if (results.stream().allMatch(CompletableFuture::isDone)) {
                  whole.complete(
                      results.stream()
                          .flatMap(each -> Arrays.stream(each.join()))
                          .toArray(float[][]::new));
                }
              });
    }
    var unused =
        whole.whenComplete((vectors, failure) -> results.forEach(result -> result.cancel(false)));
    return whole;
  }

  /** Texts that wait now. */
  public int waiting() {
    return waiting.size();
  }

  private void run() {
    try {
      for (List<Job> batch = waiting.take(); !batch.isEmpty(); batch = waiting.take()) {
        encode(batch);
      }
    } catch (InterruptedException e) {
      LOG.error("the encoding thread was interrupted; nothing is encoded any more", e);
      Thread.currentThread().interrupt();
    }
  }

  private void encode(List<Job> batch) {
    Map<Company, List<Job>> together = new LinkedHashMap<>();
    for (Job job : batch) {
      if (job.result().isDone()) {
        job.version().release();
      } else {
        together.computeIfAbsent(Company.of(job), company -> new ArrayList<>()).add(job);
      }
    }
    together.forEach(this::encode);
  }

  private void encode(Company company, List<Job> jobs) {
    try {
      encode(company.version().encoder(), jobs);
    } finally {
      jobs.forEach(job -> company.version().release());
    }
  }

  private void encode(VersionEncoder encoder, List<Job> jobs) {
    try {
      float[][] vectors =
          embed(encoder, TokenizedTexts.joined(jobs.stream().map(Job::texts).toList()));
      int next = 0;
      for (Job job : jobs) {
        int end = next + job.texts().size();
        job.result().complete(Arrays.copyOfRange(vectors, next, end));
        next = end;
      }
    } catch (RuntimeException | Error e) {
      if (jobs.size() == 1) {
        jobs.get(0).result().completeExceptionally(e);
        return;
      }
      LOG.warn("{} requests' texts could not be encoded together: {}", jobs.size(), e.toString());
      jobs.forEach(job -> encode(encoder, List.of(job)));
    }
  }

  private float[][] embed(VersionEncoder encoder, TokenizedTexts texts) {
    long start = System.nanoTime();
    float[][] vectors = encoder.embed(texts);
    listener.encoded(texts.size(), texts.tokens(), Duration.ofNanos(System.nanoTime() - start));
    return vectors;
  }

  /** Takes no more texts, encodes those that wait, and ends the thread. */
  @Override
  public void close() {
    waiting.end();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
