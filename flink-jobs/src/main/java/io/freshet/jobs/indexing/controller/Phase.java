/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a generation waits for next. The phases are finer than the announced states, so that every
 * phase has exactly one action that is safe to repeat, or one thing to wait for.
 */
public enum Phase {
  /** The cost is to be weighed against the gain. */
  WEIGH(GenerationState.CREATED),
  /** The gain does not pay for the build: a better version is to come, or a person to want it. */
  HELD_BACK(GenerationState.WAITING),
  /** The index is to be created. */
  CREATE_INDEX(GenerationState.CREATED),
  /** Documents are being read that no live writer writes to the generation yet. */
  READ_AHEAD(GenerationState.BACKFILLING),
  /** What was read is to be written; then what came meanwhile is read ahead too. */
  READ_ON(GenerationState.BACKFILLING),
  /** The write set is to name the generation. */
  JOIN_WRITE_SET(GenerationState.BACKFILLING),
  /** A checkpoint is to prove that every live writer knows the new write set. */
  AWAIT_WRITERS(GenerationState.BACKFILLING),
  /**
   * What was read ahead is to be written, and then the stop offsets are to be read; only now, see
   * {@link #AWAIT_WRITERS}.
   */
  READ_OFFSETS(GenerationState.BACKFILLING),
  /** The rest of the documents topic is being read, encoded and written. */
  READ_DOCUMENTS(GenerationState.BACKFILLING),
  /** The live branch is to pass the stop offsets. */
  AWAIT_LIVE(GenerationState.CATCHING_UP),
  /** The index is to be checked. */
  VALIDATE(GenerationState.VALIDATING),
  /** The alias is to be swapped. */
  SWAP(GenerationState.VALIDATING),
  /** Searches are answered. */
  SERVE(GenerationState.SERVING),
  /** The rollback window is to pass. */
  RETAIN(GenerationState.RETIRING),
  /** The alias is to return to the generation. */
  RESTORE(GenerationState.RETIRING),
  /** The write set is to forget the generation. */
  LEAVE_WRITE_SET(GenerationState.RETIRING),
  /** A checkpoint is to prove that no live writer writes any more. */
  AWAIT_LEFT(GenerationState.RETIRING),
  /** The index is to be deleted. */
  DELETE_INDEX(GenerationState.RETIRING),
  /** Nothing is left. */
  GONE(GenerationState.RETIRED);

  private final GenerationState state;

  Phase(GenerationState state) {
    this.state = state;
  }

  /** The announced state of a generation that was not abandoned. */
  public GenerationState state() {
    return state;
  }

  /** Whether the phase belongs to a build, which at most one generation is in. */
  public boolean building() {
    return compareTo(SERVE) < 0;
  }

  /** Whether something is done or awaited for a build whose cost is accepted. */
  boolean progressing() {
    return compareTo(HELD_BACK) > 0 && compareTo(SWAP) < 0;
  }

  /** Whether the alias may name a generation that a restored state has in this phase. */
  boolean mayTurnOutToServe() {
    return building() || this == RETAIN || this == RESTORE;
  }

  /** Whether documents may be under way from their topic to the index. */
  public boolean reads() {
    return compareTo(READ_AHEAD) >= 0 && compareTo(READ_DOCUMENTS) <= 0;
  }

  /** Whether only the completion of a checkpoint ends the phase. */
  public boolean awaitsCheckpoint() {
    return this == AWAIT_WRITERS || this == AWAIT_LEFT;
  }

  /**
   * The phases that may follow. A build may be given up until the alias is about to be swapped: a
   * swap that seems to have failed may have happened.
   */
  Set<Phase> successors() {
    return switch (this) {
      case WEIGH -> EnumSet.of(CREATE_INDEX, HELD_BACK, LEAVE_WRITE_SET);
      case HELD_BACK -> EnumSet.of(CREATE_INDEX, LEAVE_WRITE_SET);
      case CREATE_INDEX -> EnumSet.of(READ_AHEAD, LEAVE_WRITE_SET);
      case READ_AHEAD -> EnumSet.of(READ_ON, JOIN_WRITE_SET, LEAVE_WRITE_SET);
      case READ_ON -> EnumSet.of(READ_AHEAD, LEAVE_WRITE_SET);
      case JOIN_WRITE_SET -> EnumSet.of(AWAIT_WRITERS, LEAVE_WRITE_SET);
      case AWAIT_WRITERS -> EnumSet.of(READ_OFFSETS, LEAVE_WRITE_SET);
      case READ_OFFSETS -> EnumSet.of(READ_DOCUMENTS, LEAVE_WRITE_SET);
      case READ_DOCUMENTS -> EnumSet.of(AWAIT_LIVE, LEAVE_WRITE_SET);
      case AWAIT_LIVE -> EnumSet.of(VALIDATE, LEAVE_WRITE_SET);
      case VALIDATE -> EnumSet.of(SWAP, LEAVE_WRITE_SET);
      case SWAP -> EnumSet.of(SERVE, LEAVE_WRITE_SET);
      case SERVE -> EnumSet.of(RETAIN);
      case RETAIN -> EnumSet.of(LEAVE_WRITE_SET, RESTORE);
      case RESTORE -> EnumSet.of(SERVE, RETAIN);
      case LEAVE_WRITE_SET -> EnumSet.of(AWAIT_LEFT);
      case AWAIT_LEFT -> EnumSet.of(DELETE_INDEX);
      case DELETE_INDEX -> EnumSet.of(GONE);
      case GONE -> EnumSet.noneOf(Phase.class);
    };
  }
}
