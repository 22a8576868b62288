/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.List;
import java.util.Optional;

/**
 * The result of an action, and how it changes the controller's state. Applying an outcome throws
 * {@link IllegalStateException} where it does not belong to the generation's phase.
 */
public sealed interface Outcome {

  /**
   * The state after this outcome.
   *
   * @param now milliseconds since the epoch
   */
  ControllerState applied(ControllerState state, long now);

  /**
   * The lease is held.
   *
   * @param found what the write set and the alias name
   * @param source the topic that the serving generation says it was built from, if it does
   */
  record Reconciled(List<Found> found, Optional<DocumentsTopic> source) implements Outcome {
    /** Keeps its own copy. */
    public Reconciled {
      found = List.copyOf(found);
    }

    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.reconciled(found, source, now);
    }
  }

  /**
   * The topic of documents as it is now.
   *
   * <p>{@link #applied} throws {@link TopicChangedException} where it is not what it was.
   */
  record TopicSeen(DocumentsTopic topic) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.seen(topic);
    }
  }

  /**
   * The generation is to be built.
   *
   * @param expectedMillis that reading the documents will take; 0 where nobody knows
   */
  record Affordable(int number, long expectedMillis) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.changed(number, g -> g.expecting(expectedMillis).to(Phase.CREATE_INDEX, now));
    }
  }

  /**
   * What the generation would bring does not pay for its build.
   *
   * @param reason with the numbers
   */
  record TooDear(int number, long expectedMillis, String reason) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      // One that is to be given up needs no other reason.
      return state.changed(
          number,
          g ->
              g.doomed()
                  ? g
                  : g.expecting(expectedMillis).because(reason).to(Phase.HELD_BACK, now));
    }
  }

  /** The index stands. */
  record IndexCreated(int number, int dimension) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.changed(number, g -> g.withDimension(dimension).to(Phase.READ_AHEAD, now));
    }
  }

  /** The write set names the generation. */
  record JoinedWriteSet(int number) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.changed(number, g -> g.to(Phase.AWAIT_WRITERS, now));
    }
  }

  /**
   * What the documents topic holds.
   *
   * @param portions every partition from its beginning to its end, as nobody has read it
   */
  record OffsetsRead(int number, List<Portion> portions) implements Outcome {
    /** Keeps its own copy. */
    public OffsetsRead {
      portions = List.copyOf(portions);
    }

    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state
          .paced(number, Phase.READ_AHEAD, now)
          .changed(
              number,
              g ->
                  switch (g.phase()) {
                    case READ_AHEAD -> g.readAhead(portions, now);
                    case READ_ON -> g.readingOn(portions);
                    default -> g.goingOnTo(portions).to(Phase.READ_DOCUMENTS, now);
                  })
          .portionsSettled(number, now);
    }
  }

  /** The live branch has passed the stop offsets. */
  record LiveCaughtUp(int number) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.changed(number, g -> g.to(Phase.VALIDATE, now));
    }
  }

  /** The index is as it should be. */
  record Validated(int number, long documents) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      // The last moment to give it up.
      return state.changed(
          number,
          g ->
              g.doomed()
                  ? g.abandon(g.reason(), now)
                  : g.withDocuments(documents).to(Phase.SWAP, now));
    }
  }

  /** The generation must not serve. */
  record Unfit(int number, String reason) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.changed(
          number,
          g -> g.phase() == Phase.RESTORE ? g.to(Phase.RETAIN, now) : g.abandon(reason, now));
    }
  }

  /** The alias points to the generation and to nothing else. */
  record Swapped(int number) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.swapped(number, now);
    }
  }

  /** The write set does not name the generation. */
  record LeftWriteSet(int number) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.changed(number, g -> g.to(Phase.AWAIT_LEFT, now));
    }
  }

  /** The index does not stand. */
  record IndexDeleted(int number) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.changed(number, g -> g.to(Phase.GONE, now));
    }
  }

  /** It did not work this time; after some attempts the generation is given up. */
  record Again(int number, String reason) implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state.generation(number).filter(Generation::lastAttempt).isPresent()
          ? new Unfit(number, reason).applied(state, now)
          : state.changed(number, Generation::tried);
    }
  }

  /** Nothing to report yet; ask again later. */
  record NotYet() implements Outcome {
    @Override
    public ControllerState applied(ControllerState state, long now) {
      return state;
    }
  }
}
