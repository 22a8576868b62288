/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Scopes;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.ExchangedArrays;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.state.StateHeader;
import io.freshet.model.training.state.TrainingMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Steps that each of several trainers makes by itself, with its slice of the rows, and the meetings
 * after which all go on from the same weights. Moments stay each trainer's own. Not thread-safe.
 */
final class OwnSteps {
  private static final String TRAINER = "trainer";

  private final ExchangedArrays exchange;
  private final Team.Meetings meetings;
  private final TrainingMemory memory;
  private int since;
  private boolean begun;

  /** Steps of one of some trainers, of which none was made since the last meeting. */
  OwnSteps(
      Exchange exchange, Team.Meetings meetings, TrainingMemory memory, DevicePrograms common) {
    this.exchange = new ExchangedArrays(exchange, common);
    this.meetings = meetings;
    this.memory = memory;
  }

  /** Whether a state is that of the same one of as many trainers that meet. */
  static boolean isOf(StateHeader state, Team team) {
    Map<String, Double> counters = state.counters();
    Exchange exchange = team.exchange();
    return team.meetings().isPresent()
        && counters.containsKey(StateHeader.SINCE_MEETING)
        && counters.getOrDefault(TRAINER, -1.0) == exchange.index()
        && state.trainers() == exchange.count();
  }

  /** Goes on where a state of the same trainer was taken, which may be between two meetings. */
  void restore(StateHeader state) {
    since = state.counters().getOrDefault(StateHeader.SINCE_MEETING, 0.0).intValue();
  }

  /** What a state keeps. */
  Map<String, Double> counters() {
    return Map.of(
        StateHeader.SINCE_MEETING,
        (double) since,
        TRAINER,
        (double) exchange.exchange().index(),
        StateHeader.TRAINERS,
        (double) exchange.exchange().count());
  }

  /**
   * Makes sure, before the first step, that all go on from the same place.
   *
   * @param steps that the weights have seen
   * @throws io.freshet.model.training.exchange.ExchangeException where they do not
   */
  void begin(long steps) {
    if (!begun) {
      exchange
          .exchange()
          .agree(
              "they go on from different places",
              "%d steps, %d since the last meeting, with weights %s there"
                  .formatted(steps, since, ExchangedArrays.checkSum(memory.met())));
      begun = true;
    }
  }

  /** This trainer's part of a step. */
  TrainingStep slice(TrainingStep step) {
    return slice(step, exchange.exchange().index(), exchange.exchange().count());
  }

  /**
   * One trainer's part of a step: its share of the rows of each sub-batch, in the order of the
   * trainers. A sub-batch that is too small for two rows each goes to one of them, in turn.
   *
   * @return possibly without a sub-batch
   */
  static TrainingStep slice(TrainingStep step, int index, int count) {
    List<SubBatch> slices = new ArrayList<>();
    for (int i = 0; i < step.subBatches().size(); i++) {
      SubBatch batch = step.subBatches().get(i);
      List<TrainingRow> rows = batch.rows();
      if (rows.size() >= 2 * count) {
        int from = index * rows.size() / count;
        int to = (index + 1) * rows.size() / count;
        slices.add(new SubBatch(batch.task(), batch.losses(), rows.subList(from, to)));
      } else if (Math.floorMod(step.index() + i, count) == index) {
        slices.add(batch);
      }
    }
    return new TrainingStep(step.index(), slices);
  }

  /** Counts a step; all trainers count all of them. */
  void count() {
    since++;
  }

  /** Whether the trainers meet now. */
  boolean due() {
    return since >= meetings.everySteps();
  }

  /** Whether a step was made since the last meeting. */
  boolean moved() {
    return since > 0;
  }

  /** Steps from one meeting to the next. */
  int every() {
    return meetings.everySteps();
  }

  /**
   * Moves the weights of all trainers to the same place.
   *
   * @param scope for what is made on the way
   */
  void meet(NDManager scope) {
    NDManager host = Scopes.host(scope);
    Argument weights = Argument.of(memory.trained());
    Argument met = Argument.of(memory.met());
    NDList moved = exchange.common().apply(scope, "moved", weights, met);
    exchange.sum(scope, moved);
    NDList rates =
        new NDList(
            host.create((double) exchange.exchange().count()),
            host.create(meetings.learningRate()),
            host.create(meetings.momentum()));
    exchange
        .common()
        .apply(
            scope,
            "meet",
            weights,
            met,
            Argument.of(memory.momentum()),
            Argument.of(moved),
            Argument.of(rates));
    since = 0;
  }
}
