/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.Optional;

/** An action that the controller asks of the {@link World}. Every action may be repeated. */
public sealed interface Action {

  /** Performs the action; blocks. */
  Outcome perform(World world) throws Exception;

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
