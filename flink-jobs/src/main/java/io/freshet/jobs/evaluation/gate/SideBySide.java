/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Decision;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Scores one candidate at a time beside the version that serves, off the task thread, and counts
 * the attempts in a row that failed. To be used by one thread; nothing of it survives a restart,
 * after which the candidate is scored again.
 */
final class SideBySide implements AutoCloseable {
  private final VersionScorer scorer;
  private @Nullable UnderWay underWay;
  private int failures;

  private record UnderWay(Candidate candidate, CompletableFuture<Scored> result) {}

  /** Both sides, scored on the same queries; no other side where nothing serves. */
  record Scored(ProbeScores candidate, Optional<ProbeScores> serving) {}

  /** How a scoring ended. */
  sealed interface Outcome {
    /** What was to be scored. */
    Candidate candidate();
  }

  /** Both sides have their scores. */
  record Done(Candidate candidate, Scored scores) implements Outcome {}

  /**
   * One side could not be scored.
   *
   * @param attempts how many in a row have failed
   */
  record Failed(Candidate candidate, Throwable cause, int attempts) implements Outcome {}

  /** Owns the scorer from now on. */
  SideBySide(VersionScorer scorer) {
    this.scorer = scorer;
  }

  /** Whether a candidate is being scored, or its outcome was not taken yet. */
  boolean busy() {
    return underWay != null;
  }

  /**
   * Begins.
   *
   * @param serving the version that serves
   * @param known its scores where they are known; taken anew if they are of other probe sets
   */
  void start(Candidate candidate, Optional<Decision> serving, Optional<ProbeScores> known) {
    CompletableFuture<ProbeScores> scores = scorer.score(candidate.uri(), candidate.digest());
    CompletableFuture<Scored> both =
        serving.isEmpty()
            ? scores.thenApply(own -> new Scored(own, Optional.empty()))
            : scores.thenCompose(own -> beside(own, serving.get(), known));
    underWay = new UnderWay(candidate, both);
  }

  private CompletableFuture<Scored> beside(
      ProbeScores own, Decision serving, Optional<ProbeScores> known) {
    return known
        .filter(own::pairsWith)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> scorer.score(serving.uri(), serving.digest()))
        .thenApply(
            before -> {
              if (!own.pairsWith(before)) {
                throw new IllegalStateException("the probe sets changed between the two scorings");
              }
              return new Scored(own, Optional.of(before));
            });
  }

  /** Takes the outcome, once, if there is one. */
  Optional<Outcome> take() {
    if (underWay == null || !underWay.result().isDone()) {
      return Optional.empty();
    }
    UnderWay ended = underWay;
    underWay = null;
    try {
      Scored scores = ended.result().join();
      failures = 0;
      return Optional.of(new Done(ended.candidate(), scores));
    } catch (CompletionException e) {
      failures++;
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(new Failed(ended.candidate(), cause, failures));
    }
  }

  /** Begins to count failed attempts anew. */
  void giveUp() {
    failures = 0;
  }

  @Override
  public void close() {
    scorer.close();
  }
}
