/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControllerStateTest {
  private static final long WINDOW = 1_000;
  private static final int KEPT = 2;
  private static final RollOverPolicy POLICY = new RollOverPolicy("docs", WINDOW, KEPT, 0);

  private long now = 10;
  private long expectedMillis = 60_000;

  private static BuildVersion version(long step) {
    return new BuildVersion(step, "%08x-of-%d".formatted(step * 31 + 7, step), "file:///v" + step);
  }

  private ControllerState tick(ControllerState state) {
    ControllerState next = state.tick(POLICY, now);
    return next.building()
        .filter(build -> build.phase() == Phase.WEIGH)
        .map(build -> apply(next, new Outcome.Affordable(build.number(), expectedMillis)))
        .orElse(next);
  }

  private ControllerState apply(ControllerState state, Outcome outcome) {
    return state.apply(outcome, now);
  }

  private ControllerState checkpoint(ControllerState state, long id) {
    return state.snapshotTaken(id).checkpointCompleted(id, now);
  }

  private Phase phase(ControllerState state, int number) {
    return state.generation(number).orElseThrow().phase();
  }

  /** A generation up to the phase in which its documents are read, two portions of ten offsets. */
  private ControllerState reading(ControllerState state, int number, long step) {
    ControllerState next = joined(state, number, step);
    next = checkpoint(next, 100L * number);
    return apply(next, ends(number, 10, 15));
  }

  private static Outcome ends(int number, long first, long second) {
    return new Outcome.OffsetsRead(
        number, List.of(Portion.of(0, 0, first), Portion.of(1, 5, second)));
  }

  /** A generation that was read ahead, and that the write set names. */
  private ControllerState joined(ControllerState state, int number, long step) {
    ControllerState next = tick(state.promoted(version(step)));
    next = apply(next, new Outcome.IndexCreated(number, 4));
    next = apply(next, ends(number, 5, 9));
    next = next.portionsDone(number, Map.of(0, 5L, 1, 9L), now);
    next = apply(next, ends(number, 5, 9));
    return apply(next, new Outcome.JoinedWriteSet(number));
  }

  private ControllerState serving(ControllerState state, int number, long step) {
    ControllerState next = reading(state, number, step);
    next = next.portionsDone(number, Map.of(0, 10L), now).portionsDone(number, Map.of(1, 15L), now);
    next = apply(next, new Outcome.LiveCaughtUp(number));
    next = apply(next, new Outcome.Validated(number, 20));
    return apply(next, new Outcome.Swapped(number));
  }

  @Test
  void walksThroughAllStatesOfABuild() {
    ControllerState state = tick(ControllerState.initial().promoted(version(0)));
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.CreateIndex.class);
    Generation built = state.building().orElseThrow();
    assertThat(built.index()).isEqualTo("docs-g1-00000007");
    assertThat(built.vectorField()).isEqualTo("vector_00000007");
    assertThat(built.state()).isEqualTo(GenerationState.CREATED);

    state = serving(ControllerState.initial(), 1, 0);

    Generation served = state.serving().orElseThrow();
    assertThat(served.state()).isEqualTo(GenerationState.SERVING);
    assertThat(served.documents()).isEqualTo(20);
    assertThat(served.dimension()).isEqualTo(4);
    assertThat(served.progress()).isEqualTo(1);
    assertThat(Action.due(state)).isEmpty();
  }

  @Test
  void readsStopOffsetsOnlyAfterACheckpointTakenAfterTheWriteSetWasWritten() {
    ControllerState state = tick(ControllerState.initial().promoted(version(0)));
    state = apply(state, new Outcome.IndexCreated(1, 4));
    state = apply(state, new Outcome.OffsetsRead(1, List.of())).snapshotTaken(7);
    state = apply(state, new Outcome.JoinedWriteSet(1));

    assertThat(phase(state.checkpointCompleted(7, now), 1))
        .as("checkpoint 7 was taken before the write")
        .isEqualTo(Phase.AWAIT_WRITERS);

    state = state.snapshotTaken(8).snapshotTaken(9);
    assertThat(phase(state.checkpointCompleted(7, now), 1)).isEqualTo(Phase.AWAIT_WRITERS);
    assertThat(phase(state.checkpointCompleted(8, now), 1)).isEqualTo(Phase.READ_OFFSETS);
    assertThat(phase(state.checkpointCompleted(9, now), 1))
        .as("a later checkpoint stands for one that was aborted")
        .isEqualTo(Phase.READ_OFFSETS);
  }

  @Test
  void waitsForANewCheckpointAfterARestore() {
    ControllerState state = joined(ControllerState.initial(), 1, 0).snapshotTaken(8).restored();

    assertThat(phase(state.checkpointCompleted(8, now), 1)).isEqualTo(Phase.AWAIT_WRITERS);
    assertThat(phase(checkpoint(state, 9), 1)).isEqualTo(Phase.READ_OFFSETS);
  }

  @Test
  void buildsOneGenerationAtATimeAndThenTheNewestThatWaits() {
    ControllerState state = reading(ControllerState.initial(), 1, 0);
    state = tick(state.promoted(version(10)).promoted(version(30)).promoted(version(20)));
    assertThat(state.generations()).hasSize(1);
    assertThat(state.waiting()).contains(version(30));

    state = state.portionsDone(1, Map.of(0, 10L), now).portionsDone(1, Map.of(1, 15L), now);
    state = apply(state, new Outcome.LiveCaughtUp(1));
    state = apply(state, new Outcome.Validated(1, 20));
    state = tick(apply(state, new Outcome.Swapped(1)));

    assertThat(state.building().orElseThrow().version()).isEqualTo(version(30));
    assertThat(state.building().orElseThrow().number()).isEqualTo(2);
    assertThat(state.waiting()).isEmpty();
    assertThat(tick(state.promoted(version(30)).promoted(version(20))).waiting())
        .as("decisions are read again after a restart")
        .isEmpty();
  }

  @Test
  void tellsProgressAndIsDoneOnlyByCompletedCheckpoints() {
    ControllerState state = reading(ControllerState.initial(), 1, 0);
    state = state.advanced(1, Map.of(0, 10L)).advanced(1, Map.of(1, 10L));
    assertThat(state.generation(1).orElseThrow().progress()).isEqualTo(0.75);
    state = state.advanced(1, Map.of(1, 99L));
    assertThat(state.generation(1).orElseThrow().progress()).isEqualTo(1);
    assertThat(phase(state, 1)).as("read is not yet written").isEqualTo(Phase.READ_DOCUMENTS);

    state = state.portionsDone(1, Map.of(0, 10L), now);
    assertThat(phase(state, 1)).isEqualTo(Phase.READ_DOCUMENTS);
    state = state.portionsDone(1, Map.of(1, 15L), now);
    assertThat(phase(state, 1)).isEqualTo(Phase.AWAIT_LIVE);
    assertThat(state.portionsDone(1, Map.of(1, 15L), now))
        .as("reports may be repeated")
        .isEqualTo(state);
  }

  @Test
  void readsAheadUntilLittleIsLeftOrNoLessComes() {
    ControllerState state = tick(ControllerState.initial().promoted(version(0)));
    state = apply(state, new Outcome.IndexCreated(1, 4));
    assertThat(state.generation(1).orElseThrow().progress()).isZero();
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.ReadOffsets.class);
    state = apply(state, ends(1, 100, 105));
    assertThat(phase(state, 1)).isEqualTo(Phase.READ_AHEAD);
    assertThat(Action.due(state)).as("all is being read").isEmpty();
    now += 1_000;
    state = state.portionsDone(1, Map.of(0, 100L), now).portionsDone(1, Map.of(1, 105L), now);
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.ReadOffsets.class);

    assertThat(phase(apply(state, ends(1, 110, 110)), 1))
        .as("15 of 215 are left")
        .isEqualTo(Phase.JOIN_WRITE_SET);
    assertThat(phase(apply(state, ends(1, 300, 105)), 1))
        .as("as many came as were read: they come as fast as they are read")
        .isEqualTo(Phase.JOIN_WRITE_SET);

    state = apply(state, ends(1, 190, 105));
    assertThat(phase(state, 1)).isEqualTo(Phase.READ_ON);
    assertThat(state.pace()).contains(new BuildPace(Optional.of(version(0)), 200, 1_000));
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.ReadOffsets.class);
    state = apply(state, ends(1, 200, 105));
    assertThat(phase(state, 1)).isEqualTo(Phase.READ_AHEAD);
    assertThat(state.generation(1).orElseThrow().portions())
        .containsExactly(
            new Portion(0, 0, 100, 200, 100, false, false),
            new Portion(1, 5, 105, 105, 105, true, false));
    ControllerState late = state.portionsDone(1, Map.of(0, 100L), now);
    assertThat(late).as("a report of what was read before").isEqualTo(state);
    now += 5_000;
    state = state.portionsDone(1, Map.of(0, 200L), now);
    assertThat(state.pace())
        .as("of the first portions")
        .contains(new BuildPace(Optional.of(version(0)), 200, 1_000));
    state = checkpoint(apply(apply(state, ends(1, 210, 105)), new Outcome.JoinedWriteSet(1)), 1);
    state = apply(state, ends(1, 220, 107));
    assertThat(state.generation(1).orElseThrow().portions())
        .as("the last portions begin where reading ahead ended")
        .containsExactly(
            new Portion(0, 0, 200, 220, 200, false, false),
            new Portion(1, 5, 105, 107, 105, false, false));
  }

  /** One checkpoint proves both: that it is written, and that live writers know of the build. */
  @Test
  void whatWasReadAheadIsWrittenWhileLiveWritersJoin() {
    ControllerState state = tick(ControllerState.initial().promoted(version(0)));
    state = apply(apply(state, new Outcome.IndexCreated(1, 4)), ends(1, 100, 105));
    now += 1_000;
    state = state.advanced(1, Map.of(0, 100L));
    assertThat(Action.due(state)).as("partition 1 is being read").isEmpty();
    state = state.advanced(1, Map.of(1, 105L));
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.ReadOffsets.class);
    ControllerState much = apply(state, ends(1, 190, 105));
    assertThat(phase(much, 1)).isEqualTo(Phase.READ_ON);
    assertThat(Action.due(much)).as("nothing is written yet").isEmpty();

    state = apply(state, ends(1, 110, 110));
    assertThat(state.pace()).contains(new BuildPace(Optional.of(version(0)), 200, 1_000));
    state = checkpoint(apply(state, new Outcome.JoinedWriteSet(1)), 1);
    assertThat(phase(state, 1)).isEqualTo(Phase.READ_OFFSETS);
    assertThat(Action.due(state)).as("the reader has not told yet").isEmpty();
    state = state.portionsDone(1, Map.of(0, 100L, 1, 105L), now);
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.ReadOffsets.class);
    state = apply(state, ends(1, 112, 110));
    assertThat(state.generation(1).orElseThrow().portions())
        .containsExactly(
            new Portion(0, 0, 100, 112, 100, false, false),
            new Portion(1, 5, 105, 110, 105, false, false));
  }

  @Test
  void aBuildThatMayTakeLongIsWrittenToBeforeItReads() {
    for (long expected : new long[] {0, Duration.ofHours(7).toMillis()}) {
      expectedMillis = expected;
      ControllerState state = tick(ControllerState.initial().promoted(version(0)));
      state = apply(state, new Outcome.IndexCreated(1, 4));
      state = apply(state, ends(1, 100, 105));
      assertThat(phase(state, 1)).as("expected %s", expected).isEqualTo(Phase.JOIN_WRITE_SET);
      state = checkpoint(apply(state, new Outcome.JoinedWriteSet(1)), 1);
      state = apply(state, ends(1, 110, 105));
      assertThat(state.generation(1).orElseThrow().portions())
          .as("all is read, from the beginning")
          .containsExactly(Portion.of(0, 0, 110), Portion.of(1, 5, 105));
      now += Duration.ofDays(3).toMillis();
      state = state.portionsDone(1, Map.of(0, 110L, 1, 105L), now);
      assertThat(phase(state, 1)).as("however long it takes").isEqualTo(Phase.AWAIT_LIVE);
    }
  }

  /** A document may have been read before its delete came, which the topic has dropped by now. */
  @Test
  void aBuildThatWasHeldUpAfterItReadAheadDoesNotServe() {
    long tooLong = Duration.ofHours(11).toMillis();
    ControllerState ahead = tick(ControllerState.initial().promoted(version(0)));
    ahead = apply(apply(ahead, new Outcome.IndexCreated(1, 4)), ends(1, 100, 105));
    now += tooLong;
    ahead = apply(ahead.portionsDone(1, Map.of(0, 100L, 1, 105L), now), ends(1, 200, 105));
    assertThat(ahead.withoutDoomed(now).generation(1).orElseThrow().reason())
        .contains("held up", "promote its version again");

    ControllerState last = reading(ControllerState.initial(), 1, 0);
    now += tooLong;
    last = last.portionsDone(1, Map.of(0, 10L, 1, 15L), now).withoutDoomed(now);
    assertThat(last.generation(1).orElseThrow().state()).isEqualTo(GenerationState.ABANDONED);
  }

  @Test
  void anEmptyTopicNeedsNoReader() {
    ControllerState state = tick(ControllerState.initial().promoted(version(0)));
    state = apply(state, new Outcome.IndexCreated(1, 4));
    state = apply(state, new Outcome.OffsetsRead(1, List.of(Portion.of(0, 3, 3))));
    state = checkpoint(apply(state, new Outcome.JoinedWriteSet(1)), 1);
    state = apply(state, new Outcome.OffsetsRead(1, List.of(Portion.of(0, 3, 3))));
    assertThat(phase(state, 1)).isEqualTo(Phase.AWAIT_LIVE);
    assertThat(state.generation(1).orElseThrow().progress()).isEqualTo(1);
  }

  @Test
  void retiresTheFormerAfterTheRollbackWindowAndDeletesItAfterACheckpoint() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    now = 5_000;
    state = serving(state, 2, 10);
    assertThat(state.generation(1).orElseThrow().state()).isEqualTo(GenerationState.RETIRING);
    now += WINDOW - 1;
    assertThat(Action.due(tick(state))).isEmpty();
    now++;
    state = tick(state);
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.LeaveWriteSet.class);
    state = apply(state, new Outcome.LeftWriteSet(1));
    assertThat(Action.due(state)).isEmpty();
    state = checkpoint(state, 500);
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.DeleteIndex.class);
    state = apply(state, new Outcome.IndexDeleted(1));
    assertThat(state.generation(1).orElseThrow().state()).isEqualTo(GenerationState.RETIRED);
    assertThat(state.forgotten().generations()).hasSize(1);
  }

  @Test
  void givesUpWhatMustNotServeAndDoesNotTryItAgain() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    state =
        reading(state, 2, 10)
            .portionsDone(2, Map.of(0, 10L), now)
            .portionsDone(2, Map.of(1, 15L), now);
    state = apply(state, new Outcome.LiveCaughtUp(2));
    state = apply(state, new Outcome.Unfit(2, "no documents"));

    Generation lost = state.generation(2).orElseThrow();
    assertThat(lost.state()).isEqualTo(GenerationState.ABANDONED);
    assertThat(lost.reason()).isEqualTo("no documents");
    assertThat(state.serving().orElseThrow().number()).isEqualTo(1);
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.LeaveWriteSet.class);
    assertThat(tick(state.promoted(version(10))).building()).isEmpty();
    assertThat(tick(state.promoted(version(11))).building().orElseThrow().number()).isEqualTo(3);
  }

  @Test
  void adoptsWhatServesAndClearsAwayWhatNobodyKnows() {
    ControllerState state =
        apply(
            ControllerState.initial().promoted(version(3)),
            new Outcome.Reconciled(
                List.of(
                    new Found(4, "docs-g4-a", "vector_a", version(3), true),
                    new Found(5, "docs-g5-b", "vector_b", version(4), false)),
                Optional.empty()));

    assertThat(state.serving().orElseThrow().number()).isEqualTo(4);
    assertThat(state.generation(5).orElseThrow().state()).isEqualTo(GenerationState.ABANDONED);
    assertThat(state.nextNumber()).isEqualTo(6);
    assertThat(state.waiting()).as("it serves already").isEmpty();
    assertThat(tick(state.promoted(version(4))).building().orElseThrow().number()).isEqualTo(6);
  }

  @Test
  void knowsItsOwnGenerationsWhenItReconciles() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    Generation served = state.serving().orElseThrow();
    Found same = new Found(1, served.index(), served.vectorField(), served.version(), true);
    assertThat(apply(state, new Outcome.Reconciled(List.of(same), Optional.empty())))
        .isEqualTo(state);
  }

  /** A checkpoint before a swap is all that a restart has, and the alias tells the rest. */
  @Test
  void trustsTheAliasWhereItMovedAfterTheCheckpoint() {
    ControllerState state = reading(serving(ControllerState.initial(), 1, 0), 2, 10);
    Generation built = state.generation(2).orElseThrow();
    ControllerState reconciled =
        apply(
            state,
            new Outcome.Reconciled(
                List.of(
                    new Found(2, built.index(), built.vectorField(), built.version(), true),
                    new Found(1, "docs-g1-00000007", "vector_00000007", version(0), false)),
                Optional.empty()));
    assertThat(phase(reconciled, 2)).isEqualTo(Phase.SERVE);
    assertThat(phase(reconciled, 1)).isEqualTo(Phase.RETAIN);
    assertThat(reconciled.unwanted(built.index(), "no", now)).isEqualTo(reconciled);
  }

  @Test
  void refusesOutcomesOutOfTurn() {
    ControllerState state = tick(ControllerState.initial().promoted(version(0)));
    assertThatThrownBy(() -> apply(state, new Outcome.Swapped(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot go from CREATE_INDEX to SERVE");
    assertThatThrownBy(() -> apply(state, new Outcome.IndexDeleted(7)))
        .isInstanceOf(IllegalStateException.class);
    ControllerState serving = serving(ControllerState.initial(), 1, 0);
    assertThatThrownBy(() -> apply(serving, new Outcome.Unfit(1, "while it serves")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyPhaseButTheLastHasASuccessor() {
    for (Phase phase : Phase.values()) {
      assertThat(phase.successors().isEmpty()).isEqualTo(phase == Phase.GONE);
      // Only a return of the alias goes back, and reading that goes on.
      assertThat(phase.successors())
          .allMatch(
              next ->
                  phase == Phase.RESTORE || phase == Phase.READ_ON || next.compareTo(phase) > 0);
    }
  }

  @Test
  void returnsToTheFormerGenerationOfAVersionThatIsWithdrawn() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    state = serving(state, 2, 10);
    now += WINDOW / 2;
    state = new VersionVerdict.Withdrawn(version(10)).applied(state, now);
    assertThat(phase(state, 1)).isEqualTo(Phase.RESTORE);
    assertThat(Action.due(state)).singleElement().isInstanceOf(Action.Swap.class);
    Action.Swap swap = (Action.Swap) Action.due(state).get(0);
    assertThat(swap.generation().number()).isEqualTo(1);
    assertThat(swap.serving().orElseThrow().number()).isEqualTo(2);
    assertThat(new VersionVerdict.Withdrawn(version(10)).applied(state, now)).isEqualTo(state);

    state = apply(state, new Outcome.Swapped(1));
    assertThat(state.serving().orElseThrow().number()).isEqualTo(1);
    assertThat(phase(state, 2)).isEqualTo(Phase.RETAIN);
    assertThat(new VersionVerdict.Withdrawn(version(10)).applied(state, now)).isEqualTo(state);
    now += WINDOW;
    assertThat(phase(tick(state), 2)).isEqualTo(Phase.LEAVE_WRITE_SET);
    assertThat(phase(tick(state), 1)).isEqualTo(Phase.SERVE);
  }

  @Test
  void servesOnWhereTheRollbackWindowIsOver() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    state = serving(state, 2, 10);
    now += WINDOW;
    state = tick(state);
    assertThat(phase(state, 1)).isEqualTo(Phase.LEAVE_WRITE_SET);
    assertThat(new VersionVerdict.Withdrawn(version(10)).applied(state, now)).isEqualTo(state);
  }

  @Test
  void withdrawnVersionNoLongerWaits() {
    ControllerState state = reading(ControllerState.initial(), 1, 0).promoted(version(10));
    assertThat(state.waiting()).isPresent();
    assertThat(state.withdrawn(version(10), now).waiting()).isEmpty();
    assertThat(state.withdrawn(version(11), now).waiting()).isPresent();
  }

  @Test
  void returnThatTheAliasRefusesIsGivenUp() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    state = serving(state, 2, 10).withdrawn(version(10), now);
    state = apply(state, new Outcome.Unfit(1, "no alias"));
    assertThat(phase(state, 1)).isEqualTo(Phase.RETAIN);
    assertThat(phase(state, 2)).isEqualTo(Phase.SERVE);
  }

  @Test
  void newerGenerationThatServesFirstEndsTheReturn() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    state = reading(serving(state, 2, 10), 3, 20).withdrawn(version(10), now);
    state = state.portionsDone(3, Map.of(0, 10L), now).portionsDone(3, Map.of(1, 15L), now);
    state = apply(state, new Outcome.LiveCaughtUp(3));
    state = apply(state, new Outcome.Validated(3, 20));
    state = apply(state, new Outcome.Swapped(3));
    assertThat(phase(state, 1)).isEqualTo(Phase.RETAIN);
    assertThat(phase(state, 2)).isEqualTo(Phase.RETAIN);
    assertThat(state.serving().orElseThrow().number()).isEqualTo(3);
  }

  @Test
  void personGetsAnOlderVersionWhichIsRestoredOrBuiltAgain() {
    ControllerState state = serving(ControllerState.initial(), 1, 0);
    state = serving(state, 2, 10);
    VersionVerdict older = new VersionVerdict.Promoted(version(0), true);
    assertThat(phase(older.applied(state, now), 1)).isEqualTo(Phase.RESTORE);
    now += WINDOW;
    ControllerState later = tick(state);
    assertThat(new VersionVerdict.Promoted(version(0), false).applied(later, now).waiting())
        .isEmpty();
    ControllerState building = tick(older.applied(later, now));
    assertThat(building.building().orElseThrow().version()).isEqualTo(version(0));
    assertThat(older.applied(building, now).waiting()).isEmpty();
    assertThat(new VersionVerdict.Promoted(version(10), true).applied(state, now)).isEqualTo(state);
  }

  @Test
  void onlySoManyFormerGenerationsAreKeptForAReturn() {
    ControllerState state = ControllerState.initial();
    for (int number = 1; number <= KEPT + 2; number++) {
      now += 1;
      state = tick(serving(state, number, number));
    }
    assertThat(phase(state, 1)).isEqualTo(Phase.LEAVE_WRITE_SET);
    for (int number = 2; number <= KEPT + 1; number++) {
      assertThat(phase(state, number)).isEqualTo(Phase.RETAIN);
    }
    assertThat(phase(state, KEPT + 2)).isEqualTo(Phase.SERVE);
  }
}
