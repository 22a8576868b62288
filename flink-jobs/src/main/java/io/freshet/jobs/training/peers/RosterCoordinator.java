/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.peers;

import io.freshet.jobs.training.peers.TrainerEvent.Here;
import io.freshet.jobs.training.peers.TrainerEvent.Roster;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the trainers of a job where the others listen, once all of them do. An attempt that ended
 * is forgotten, so that a roster names attempts that run at the same time; each has a token of its
 * own. Has no state worth a checkpoint. Called by the JobManager's main thread alone.
 */
public final class RosterCoordinator implements OperatorCoordinator {
  private static final Logger LOG = LoggerFactory.getLogger(RosterCoordinator.class);
  private static final int TOKEN_BYTES = 16;

  private final int count;
  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Listening> listening = new HashMap<>();
  private final Map<Integer, Ready> ready = new HashMap<>();

  private record Listening(int attempt, Here address) {}

  private record Ready(int attempt, SubtaskGateway gateway) {}

  /** For as many trainers. */
  RosterCoordinator(int count) {
    this.count = count;
  }

  /**
   * Makes the coordinator of an operator.
   *
   * @param id of the operator
   */
  public static Provider of(OperatorID id) {
    return new RosterProvider(id);
  }

  private record RosterProvider(OperatorID id) implements Provider {
    private static final long serialVersionUID = 1L;

    @Override
    public OperatorID getOperatorId() {
      return id;
    }

    @Override
    public OperatorCoordinator create(Context context) {
      return new RosterCoordinator(context.currentParallelism());
    }
  }

  @Override
  public void start() {
    // Nothing is to be done before a trainer calls.
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  @Override
  public void handleEventFromOperator(int subtask, int attemptNumber, OperatorEvent event) {
    if (!(event instanceof Here here)) {
      throw new IllegalArgumentException("a trainer sent " + event);
    }
    listening.put(subtask, new Listening(attemptNumber, here));
    tellAll();
  }

  @Override
  public void executionAttemptReady(int subtask, int attemptNumber, SubtaskGateway gateway) {
    ready.put(subtask, new Ready(attemptNumber, gateway));
    tellAll();
  }

  private void tellAll() {
    List<Here> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Listening where = listening.get(i);
      Ready gateway = ready.get(i);
      if (where == null || gateway == null || where.attempt() != gateway.attempt()) {
        return;
      }
      addresses.add(where.address());
    }
    Roster roster = new Roster(token(), addresses);
    LOG.info("all {} trainers listen: {}", count, addresses);
    for (Ready each : ready.values()) {
      // Flink restarts a task that an event does not reach.
      CompletableFuture<Acknowledge> unused = each.gateway().sendEvent(roster);
    }
  }

  private String token() {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  @Override
  public void subtaskReset(int subtask, long checkpointId) {
    listening.remove(subtask);
    ready.remove(subtask);
  }

  @Override
  public void executionAttemptFailed(int subtask, int attemptNumber, @Nullable Throwable reason) {
    listening.computeIfPresent(
        subtask, (key, where) -> where.attempt() == attemptNumber ? null : where);
    ready.computeIfPresent(
        subtask, (key, gateway) -> gateway.attempt() == attemptNumber ? null : gateway);
  }

  @Override
  public void resetToCheckpoint(long checkpointId, byte @Nullable [] checkpointData) {
    listening.clear();
    ready.clear();
  }

  @Override
  public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
    result.complete(new byte[0]);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    // Nothing waits for it.
  }
}
