/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** An action that the controller asks of the {@link World}. Every action may be repeated. */
public sealed interface Action {

  /** The actions that are due in a state, the build's first. */
  static List<Action> due(ControllerState state) {
    List<Action> actions = new ArrayList<>();
    state.generations().stream()
        .sorted(Comparator.comparing(g -> !g.building()))
        .forEach(g -> of(g, state).ifPresent(actions::add));
    return actions;
  }

  private static Optional<Action> of(Generation g, ControllerState state) {
    return switch (g.phase()) {
      case WEIGH -> Optional.of(new Weigh(g, state.serving(), state.pace()));
      case CREATE_INDEX -> Optional.of(new CreateIndex(g));
      // The ends are to be seen first, and again when all up to them is read.
      case READ_AHEAD -> g.portionsRead() ? Optional.of(new ReadOffsets(g)) : Optional.empty();
      case READ_ON, READ_OFFSETS ->
          g.portionsDone() ? Optional.of(new ReadOffsets(g)) : Optional.empty();
      case JOIN_WRITE_SET -> Optional.of(new JoinWriteSet(g));
      case AWAIT_LIVE -> Optional.of(new CheckLive(g));
      case VALIDATE -> Optional.of(new Validate(g, state.serving()));
      case SWAP, RESTORE -> Optional.of(new Swap(g, state.serving()));
      case LEAVE_WRITE_SET -> Optional.of(new LeaveWriteSet(g));
      case DELETE_INDEX -> Optional.of(new DeleteIndex(g));
      case HELD_BACK, AWAIT_WRITERS, READ_DOCUMENTS, SERVE, RETAIN, AWAIT_LEFT, GONE ->
          Optional.empty();
    };
  }

  /** Performs the action; blocks. */
  Outcome perform(World world) throws Exception;

  /** See {@link World#weigh}. */
  record Weigh(Generation generation, Optional<Generation> serving, Optional<BuildPace> pace)
      implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.weigh(generation, serving, pace);
    }
  }

  /** See {@link World#createIndex}. */
  record CreateIndex(Generation generation) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.createIndex(generation);
    }
  }

  /** See {@link World#joinWriteSet}. */
  record JoinWriteSet(Generation generation) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.joinWriteSet(generation);
    }
  }

  /** See {@link World#readOffsets}. */
  record ReadOffsets(Generation generation) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.readOffsets(generation);
    }
  }

  /** See {@link World#checkLive}. */
  record CheckLive(Generation generation) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.checkLive(generation);
    }
  }

  /** See {@link World#leaveWriteSet}. */
  record LeaveWriteSet(Generation generation) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.leaveWriteSet(generation);
    }
  }

  /** See {@link World#deleteIndex}. */
  record DeleteIndex(Generation generation) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.deleteIndex(generation);
    }
  }

  /** See {@link World#validate}. */
  record Validate(Generation generation, Optional<Generation> serving) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.validate(generation, serving);
    }
  }

  /** See {@link World#swap}. */
  record Swap(Generation generation, Optional<Generation> serving) implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.swap(generation, serving);
    }
  }

  /** See {@link World#seeTopic}. */
  record SeeTopic() implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.seeTopic();
    }
  }

  /** See {@link World#reconcile}. */
  record Reconcile() implements Action {
    @Override
    public Outcome perform(World world) throws Exception {
      return world.reconcile();
    }
  }
}
