/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static io.freshet.jobs.evaluation.gate.Gates.AGE;
import static io.freshet.jobs.evaluation.gate.Gates.candidate;
import static io.freshet.jobs.evaluation.gate.Gates.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.records.ModelVersion.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gate decides each candidate once, the newest first, also after restarts. */
class GateTest {
  /** Quality of each version by its uri; absent ones cannot be scored. */
  private final Map<String, Double> quality = new HashMap<>();

  private final List<String> scored = new ArrayList<>();

  /** While held, scorings stay under way. */
  private final List<Runnable> held = new ArrayList<>();

  private boolean holding;

  /** Digest of the probe set as it is now. */
  private String probeSet = "one";

  private KeyedTwoInputStreamOperatorTestHarness<String, ModelVersion, LiveFall, ModelVersion>
      harness;
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
      result.complete(Gates.scores(digest, value, probeSet));
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

  private KeyedTwoInputStreamOperatorTestHarness<String, ModelVersion, LiveFall, ModelVersion>
      harness() throws Exception {
    return Gates.of(TableScorer::new);
  }

  private static Decision decision(long step, Verdict verdict) {
    return new Decision(step, digest(step), "v" + step, verdict, "", Map.of(), 0);
  }

  private Command command(long step, Order order) {
    return Gates.command(step, order, now);
  }

  private Decision last() {
    List<ModelVersion> all = harness.extractOutputValues();
    return (Decision) all.get(all.size() - 1);
  }

  /** Lets versions 0 and 10 be promoted, as an undisturbed gate does. */
  private void promoteTwo() throws Exception {
    quality.putAll(Map.of("v0", 0.2, "v10", 0.4));
    read(candidate(0));
    pass(2_000);
    read(candidate(10));
    pass(2_000);
    assertThat(decisions()).containsExactly("0:PROMOTED", "10:PROMOTED");
  }

  private void read(ModelVersion... versions) throws Exception {
    for (ModelVersion version : versions) {
      harness.processElement1(version, 0);
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
    quality.putAll(Map.of("v0", 0.2, "v10", 0.4, "v20", 0.3, "v30", 0.5));
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
  void scoresTheServingVersionAgainOnChangedProbeSetsOfTheSameQueries() throws Exception {
    promoteTwo();
    scored.clear();
    // On its new documents the serving version reaches less: 20 is better than it there.
    probeSet = "two";
    quality.putAll(Map.of("v10", 0.125, "v20", 0.25));
    read(candidate(20));
    pass(2_000);
    assertThat(scored).containsExactly("v20", "v10");
    assertThat(last().verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(last().probeSets()).isEqualTo(Map.of("t", "two"));
    assertThat(last().tasks().get("t").numbers()).containsEntry("serving", 0.125);
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

  @Test
  void promotesTheUndecidedOnceTheServingVersionIsOld() throws Exception {
    quality.putAll(Map.of("v0", 0.2, "v10", 0.21, "v20", 0.1));
    read(candidate(0));
    pass(2_000);
    read(candidate(10));
    pass(2_000);
    read(candidate(20));
    pass(2_000);
    assertThat(decisions()).containsExactly("0:PROMOTED", "10:UNDECIDED", "20:REJECTED");
    pass(AGE.toMillis());
    assertThat(decisions())
        .containsExactly("0:PROMOTED", "10:UNDECIDED", "20:REJECTED", "10:PROMOTED");
    assertThat(last().ground()).isEqualTo(Ground.AGE);
    assertThat(last().reason()).contains("brings too little");
  }

  @Test
  void returnsToTheFormerVersionOnAFallAndComparesWithItFromThenOn() throws Exception {
    promoteTwo();
    harness.processElement2(new LiveFall(candidate(10).name(), "task t lost", now), 0);
    assertThat(last().verdict()).isEqualTo(Verdict.ROLLED_BACK);
    assertThat(last().ground()).isEqualTo(Ground.LIVE);
    assertThat(last().name()).isEqualTo(candidate(10).name());
    scored.clear();
    quality.put("v20", 0.3);
    read(candidate(20));
    pass(2_000);
    // Worse than 10, better than 0, which serves again.
    assertThat(last().step()).isEqualTo(20);
    assertThat(last().verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(scored).containsExactly("v20", "v0");
  }

  @Test
  void fallOfAVersionThatIsNotServingSaysNothing() throws Exception {
    promoteTwo();
    harness.processElement2(new LiveFall("7-00000007", "late", now), 0);
    assertThat(decisions()).hasSize(2);
  }

  @Test
  void personPromotesWhatWasRejected() throws Exception {
    promoteTwo();
    quality.put("v20", 0.1);
    read(candidate(20));
    pass(2_000);
    assertThat(last().verdict()).isEqualTo(Verdict.REJECTED);
    read(command(20, Order.PROMOTE));
    pass(2_000);
    assertThat(last().verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(last().ground()).isEqualTo(Ground.COMMAND);
    assertThat(last().reason()).isEqualTo("promoted by a person: because");
    pass(5_000);
    assertThat(decisions()).hasSize(4);
  }

  @Test
  void personRejectsTheServingVersion() throws Exception {
    promoteTwo();
    read(command(10, Order.REJECT));
    pass(2_000);
    assertThat(last().verdict()).isEqualTo(Verdict.REJECTED);
    scored.clear();
    quality.put("v20", 0.3);
    read(candidate(20));
    pass(2_000);
    assertThat(scored).containsExactly("v20", "v0");
  }

  @Test
  void pinnedVersionStaysUntilItIsUnpinned() throws Exception {
    promoteTwo();
    read(command(0, Order.PIN));
    pass(2_000);
    assertThat(last().step()).isZero();
    assertThat(last().verdict()).isEqualTo(Verdict.PROMOTED);
    quality.putAll(Map.of("v20", 0.9, "v30", 0.9));
    read(candidate(20));
    pass(2 * AGE.toMillis());
    assertThat(last().verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(last().reason()).contains("is pinned");
    harness.processElement2(new LiveFall(candidate(0).name(), "task t lost", now), 0);
    assertThat(last().step()).isEqualTo(20);
    read(command(0, Order.UNPIN), candidate(30));
    pass(2_000);
    assertThat(last().step()).isEqualTo(30);
    assertThat(last().verdict()).isEqualTo(Verdict.PROMOTED);
  }

  @Test
  void startingWithoutStateRepeatsNoCommand() throws Exception {
    promoteTwo();
    Command promote = command(0, Order.PROMOTE);
    read(promote);
    pass(2_000);
    List<ModelVersion> log = new ArrayList<>(List.of(candidate(0), candidate(10), promote));
    log.addAll(harness.extractOutputValues());
    harness.close();
    harness = harness();
    harness.open();
    read(log.toArray(new ModelVersion[0]));
    pass(3_000);
    assertThat(decisions()).isEmpty();
  }

  @Test
  void ownDecisionsReadBackDoNotUndoLaterOnes() throws Exception {
    promoteTwo();
    harness.processElement2(new LiveFall(candidate(10).name(), "task t lost", now), 0);
    read(harness.extractOutputValues().toArray(new ModelVersion[0]));
    scored.clear();
    quality.put("v20", 0.3);
    read(candidate(20));
    pass(2_000);
    assertThat(last().verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(scored).containsExactly("v20", "v0");
  }
}
