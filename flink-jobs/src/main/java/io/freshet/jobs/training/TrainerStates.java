/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.training.state.KeptWeights;
import io.freshet.jobs.training.state.StateChunkCodec;
import io.freshet.jobs.training.state.TrainerMarksCodec;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.TrainerState;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;

/**
 * What trainers keep in checkpoints. The first one writes for all, and all read what it wrote;
 * where each makes steps of its own, the others write their own weights besides, which come back to
 * the same trainer as long as there are as many.
 */
final class TrainerStates {
  private static final int CHUNK_BYTES = 8 << 20;

  private final ListState<StateChunk> weights;
  private final ListState<StateChunk> own;
  private final ListState<TrainerMarks> marks;

  private TrainerStates(
      ListState<StateChunk> weights, ListState<StateChunk> own, ListState<TrainerMarks> marks) {
    this.weights = weights;
    this.own = own;
    this.marks = marks;
  }

  /**
   * Finds the states of a store.
   *
   * @param several whether there are several trainers; one alone keeps what it always kept
   */
  static TrainerStates of(OperatorStateStore store, boolean several) throws Exception {
    ListState<StateChunk> weights = store.getUnionListState(KeptWeights.state());
    ListStateDescriptor<TrainerMarks> marks = marks(several ? "marks-of-all" : "marks");
    if (!several) {
      return new TrainerStates(weights, weights, store.getListState(marks));
    }
    return new TrainerStates(
        weights,
        store.getListState(
            new ListStateDescriptor<>(
                "own-weights", CodecTypeInformation.of(StateChunkCodec.INSTANCE))),
        store.getUnionListState(marks));
  }

  private static ListStateDescriptor<TrainerMarks> marks(String name) {
    return new ListStateDescriptor<>(name, CodecTypeInformation.of(TrainerMarksCodec.INSTANCE));
  }

  /**
   * The state that one of the trainers goes on from, and forgets it here: the state backend must
   * not keep a second copy of all weights.
   *
   * @return no chunk where there is no state
   */
  List<StateChunk> restored(Team team) throws Exception {
    List<StateChunk> all = chunks(weights);
    List<StateChunk> mine = team.meetings().isPresent() ? chunks(own) : List.of();
    clear();
    // Those of other numbers of trainers were dealt out anew, and belong to nobody.
    boolean asMany =
        !mine.isEmpty()
            && !all.isEmpty()
            && TrainerState.of(all).header().trainers() == team.exchange().count();
    return asMany ? mine : all;
  }

  private static List<StateChunk> chunks(ListState<StateChunk> state) throws Exception {
    List<StateChunk> chunks = new ArrayList<>();
    state.get().forEach(chunks::add);
    return chunks;
  }

  /** What else was kept, and forgets it here. */
  TrainerMarks marks() throws Exception {
    TrainerMarks found = TrainerMarks.START;
    for (TrainerMarks mark : marks.get()) {
      found = mark;
    }
    // The first trainer alone writes them again: all of a union's copies would be read.
    marks.clear();
    return found;
  }

  /** Writes for all. */
  void update(TrainerState state, TrainerMarks mark) throws Exception {
    weights.update(state.chunks(CHUNK_BYTES));
    marks.update(List.of(mark));
  }

  /** Writes for this trainer alone. */
  void updateOwn(TrainerState state) throws Exception {
    own.update(state.chunks(CHUNK_BYTES));
  }

  /** Forgets the weights, which a snapshot or a trainer holds by now. */
  void clear() {
    weights.clear();
    own.clear();
  }
}
