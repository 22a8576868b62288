/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gate decides each candidate once, the newest first, also after restarts. */
class GateTest {
  private static final int QUERIES = 20;

  /** Quality of each version by its uri; absent ones cannot be scored. */
  private final Map<String, Double> quality = new HashMap<>();

  private final List<String> scored = new ArrayList<>();

  /** While held, scorings stay under way. */
  private final List<Runnable> held = new ArrayList<>();

  private boolean holding;

  private KeyedOneInputStreamOperatorTestHarness<String, ModelVersion, ModelVersion> harness;
  private long now;

  /** Scores from a table instead of folders. */
  private final class TableScorer implements VersionScorer {
    @Override
    public CompletableFuture<ProbeScores> score(String uri, String digest) {
      scored.add(uri);
      CompletableFuture<ProbeScores> result = new CompletableFuture<>();
      Runnable finish = () -> finish(uri, digest, result);
      if (holding) {
        held.add(finish);
      } else {
        finish.run();
      }
      return result;
    }

    private void finish(String uri, String digest, CompletableFuture<ProbeScores> result) {
      Double value = quality.get(uri);
      if (value == null) {
        result.completeExceptionally(new IllegalStateException("no folder " + uri));
        return;
      }
      Map<String, Double> queries = new HashMap<>();
      for (int i = 0; i < QUERIES; i++) {
        queries.put("q" + i, value);
      }
      result.complete(new ProbeScores(digest, Map.of("t", queries), Map.of()));
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
    harness.setProcessingTime(now);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, ModelVersion, ModelVersion> harness()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new Gate(TableScorer::new)), version -> "gate", Types.STRING);
  }

  private static Candidate candidate(long step) {
    return new Candidate(step, digest(step), "v" + step, "", Map.of(), 0);
  }

  private static Decision decision(long step, Verdict verdict) {
    return new Decision(step, digest(step), "v" + step, verdict, "", Map.of(), 0);
  }

  private static String digest(long step) {
    return String.format("%064x", step);
  }

  private void read(ModelVersion... versions) throws Exception {
    for (ModelVersion version : versions) {
      harness.processElement(version, 0);
    }
  }

  private void pass(long millis) throws Exception {
    long end = now + millis;
    while (now < end) {
      now += Gate.POLL_MILLIS;
      harness.setProcessingTime(now);
    }
  }

  /** Decisions so far as {@code step:verdict}. */
  private List<String> decisions() {
    return harness.extractOutputValues().stream()
        .map(Decision.class::cast)
        .map(decision -> decision.step() + ":" + decision.verdict())
        .toList();
  }

  @Test
  void promotesTheFirstAndThenWhatIsNotWorse() throws Exception {
    quality.putAll(Map.of("v0", 0.2, "v10", 0.4, "v20", 0.3, "v30", 0.4));
    read(candidate(0));
    pass(2_000);
    read(candidate(10));
    pass(2_000);
    read(candidate(20));
    pass(2_000);
    read(candidate(30));
    pass(2_000);
    assertThat(decisions())
        .containsExactly("0:PROMOTED", "10:PROMOTED", "20:REJECTED", "30:PROMOTED");
    assertThat(scored).containsExactly("v0", "v10", "v20", "v30");
  }

  @Test
  void decidesNothingTwice() throws Exception {
    quality.put("v0", 0.2);
    read(candidate(0));
    pass(2_000);
    read(harness.extractOutputValues().get(0), candidate(0));
    pass(2_000);
    assertThat(decisions()).containsExactly("0:PROMOTED");
  }

  @Test
  void newestNextAndTheOvertakenAreSuperseded() throws Exception {
    quality.putAll(Map.of("v0", 0.2, "v10", 0.4, "v20", 0.5, "v30", 0.6));
    holding = true;
    read(candidate(0));
    pass(2_000);
    read(candidate(10), candidate(20), candidate(30));
    pass(2_000);
    assertThat(decisions()).isEmpty();
    holding = false;
    held.forEach(Runnable::run);
    pass(2_000);
    assertThat(decisions())
        .containsExactly("0:PROMOTED", "10:UNDECIDED", "20:UNDECIDED", "30:PROMOTED");
    assertThat(((Decision) harness.extractOutputValues().get(1)).reason())
        .isEqualTo("superseded by " + candidate(30).name());
  }

  @Test
  void startingWithoutStateReadsEarlierDecisionsFirst() throws Exception {
    quality.putAll(Map.of("v10", 0.4, "v20", 0.3));
    read(candidate(0), decision(0, Verdict.PROMOTED));
    read(candidate(10), decision(10, Verdict.PROMOTED), candidate(20));
    pass(3_000);
    // The scores of the version promoted last are not in state, so they are taken anew.
    assertThat(scored).containsExactly("v20", "v10");
    assertThat(decisions()).containsExactly("20:REJECTED");
  }

  @Test
  void scoresAgainWhatWasUnderWayAtAFailure() throws Exception {
    quality.putAll(Map.of("v0", 0.2, "v10", 0.1));
    read(candidate(0));
    pass(2_000);
    holding = true;
    read(candidate(10));
    pass(2_000);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    holding = false;
    scored.clear();
    harness = harness();
    harness.initializeState(state);
    harness.open();
    pass(3_000);
    assertThat(decisions()).containsExactly("10:REJECTED");
    assertThat(scored).containsExactly("v10");
  }

  @Test
  void takesADecisionFromTheLogThatTheCheckpointDoesNotKnow() throws Exception {
    quality.putAll(Map.of("v0", 0.2, "v10", 0.1));
    read(candidate(0));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(state);
    harness.open();
    pass(500);
    read(decision(0, Verdict.PROMOTED));
    pass(3_000);
    assertThat(decisions()).isEmpty();
    read(candidate(10));
    pass(3_000);
    assertThat(decisions()).containsExactly("10:REJECTED");
  }

  @Test
  void versionThatCannotBeScoredStaysUndecidedAfterSomeAttempts() throws Exception {
    quality.put("v10", 0.2);
    read(candidate(0));
    pass(10_000);
    assertThat(scored).hasSize(Gate.ATTEMPTS);
    assertThat(decisions()).containsExactly("0:UNDECIDED");
    assertThat(((Decision) harness.extractOutputValues().get(0)).reason()).contains("no folder v0");
    read(candidate(10));
    pass(2_000);
    assertThat(decisions()).containsExactly("0:UNDECIDED", "10:PROMOTED");
  }
}
