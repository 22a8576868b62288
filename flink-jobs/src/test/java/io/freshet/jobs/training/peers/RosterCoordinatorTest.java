/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.jobs.training.peers.TrainerEvent.Here;
import io.freshet.jobs.training.peers.TrainerEvent.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.junit.jupiter.api.Test;

class RosterCoordinatorTest {
  private final RosterCoordinator coordinator = new RosterCoordinator(2);

  /** What one attempt of a subtask hears. */
  private static final class Heard implements SubtaskGateway {
    private final int subtask;
    private final List<OperatorEvent> events = new ArrayList<>();

    private Heard(int subtask) {
      this.subtask = subtask;
    }

    @Override
    public CompletableFuture<Acknowledge> sendEvent(OperatorEvent event) {
      events.add(event);
      return CompletableFuture.completedFuture(Acknowledge.get());
    }

    @Override
    public ExecutionAttemptID getExecution() {
      return ExecutionAttemptID.randomId();
    }

    @Override
    public int getSubtask() {
      return subtask;
    }

    private Roster roster() {
      assertThat(events).hasSize(1);
      return (Roster) events.get(0);
    }
  }

  private static Here here(int port) {
    return new Here("host", port);
  }

  private Heard ready(int subtask, int attempt) {
    Heard heard = new Heard(subtask);
    coordinator.executionAttemptReady(subtask, attempt, heard);
    return heard;
  }

  @Test
  void tellsAllOnceAllListenAndAreReady() {
    coordinator.handleEventFromOperator(1, 0, here(11));
    Heard second = ready(1, 0);
    Heard first = ready(0, 0);
    assertThat(first.events).isEmpty();
    coordinator.handleEventFromOperator(0, 0, here(10));
    assertThat(first.roster().trainers()).containsExactly(here(10), here(11));
    assertThat(second.roster()).isEqualTo(first.roster());
    assertThat(first.roster().token()).hasSize(32);
    assertThat(first.roster()).asString().doesNotContain(first.roster().token());
  }

  @Test
  void everyAttemptHasATokenOfItsOwnAndNamesNobodyOfTheLast() {
    coordinator.handleEventFromOperator(0, 0, here(10));
    coordinator.handleEventFromOperator(1, 0, here(11));
    Heard before = ready(0, 0);
    ready(1, 0);
    // One fails and the other is cancelled, in whichever order word of it comes.
    coordinator.subtaskReset(0, 7);
    coordinator.subtaskReset(1, 7);
    coordinator.handleEventFromOperator(0, 1, here(20));
    coordinator.executionAttemptFailed(0, 0, null);
    Heard first = ready(0, 1);
    Heard second = ready(1, 1);
    assertThat(first.events).isEmpty();
    coordinator.handleEventFromOperator(1, 1, here(21));
    assertThat(first.roster().trainers()).containsExactly(here(20), here(21));
    assertThat(second.roster()).isEqualTo(first.roster());
    assertThat(first.roster().token()).isNotEqualTo(before.roster().token());
  }

  @Test
  void anAttemptThatListensIsNotTakenForTheOneThatIsReady() {
    coordinator.handleEventFromOperator(0, 0, here(10));
    coordinator.handleEventFromOperator(1, 0, here(11));
    Heard first = ready(0, 0);
    ready(1, 1);
    assertThat(first.events).isEmpty();
  }

  @Test
  void afterAGlobalFailoverNobodyIsKnown() throws Exception {
    coordinator.handleEventFromOperator(0, 0, here(10));
    coordinator.handleEventFromOperator(1, 0, here(11));
    coordinator.resetToCheckpoint(3, null);
    assertThat(ready(0, 1).events).isEmpty();
    CompletableFuture<byte[]> state = new CompletableFuture<>();
    coordinator.checkpointCoordinator(4, state);
    assertThat(state).isCompleted();
  }

  @Test
  void strangeEventsAreRefused() {
    assertThatThrownBy(() -> coordinator.handleEventFromOperator(0, 0, new Roster("t", List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
