/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * What the gate knows of versions, in keyed state: the same whether it was read from the log or
 * decided by itself. Old decisions are forgotten, as {@link KeptDecisions} says. Not thread-safe;
 * to be used under one key.
 */
final class GateMemory {
  private final ListState<ModelVersion> waiting;
  private final MapState<String, ModelVersion> decisions;
  private final MapState<String, ModelVersion> commands;
  private final ValueState<String> pinned;
  private final ValueState<ModelVersion> promoted;
  private final ValueState<ModelVersion> former;
  private final ValueState<ModelVersion> undecided;
  private final ValueState<Long> servingSince;
  private final ValueState<ProbeScores> promotedScores;
  private final KeptDecisions kept;

  /** Decisions in state; counted when first needed. */
  private OptionalInt known = OptionalInt.empty();

  GateMemory(RuntimeContext state, KeptDecisions kept) {
    this.kept = kept;
    waiting = state.getListState(new ListStateDescriptor<>("waiting", RecordTypes.modelVersion()));
    decisions =
        state.getMapState(
            new MapStateDescriptor<>("decisions", Types.STRING, RecordTypes.modelVersion()));
    commands =
        state.getMapState(
            new MapStateDescriptor<>("commands", Types.STRING, RecordTypes.modelVersion()));
    pinned = state.getState(new ValueStateDescriptor<>("pinned", Types.STRING));
    promoted = state.getState(new ValueStateDescriptor<>("promoted", RecordTypes.modelVersion()));
    former = state.getState(new ValueStateDescriptor<>("former", RecordTypes.modelVersion()));
    undecided = state.getState(new ValueStateDescriptor<>("undecided", RecordTypes.modelVersion()));
    servingSince = state.getState(new ValueStateDescriptor<>("serving-since", Types.LONG));
    promotedScores =
        state.getState(
            new ValueStateDescriptor<>(
                "promoted-scores", CodecTypeInformation.of(ProbeScoresCodec.INSTANCE)));
  }

  /** Takes a candidate, which waits unless it is decided or waits already. */
  void take(Candidate candidate) throws Exception {
    String name = candidate.name();
    if (!isDecided(name) && queue().stream().noneMatch(one -> one.name().equals(name))) {
      waiting.add(candidate);
    }
  }

  /** Takes a command: it waits for its decision. The last pin replaces earlier ones. */
  void take(Command command) throws Exception {
    if (command.order() == Order.PIN || command.order() == Order.UNPIN) {
      for (Command other : commands()) {
        if (other.order() == Order.PIN) {
          commands.remove(other.name());
        }
      }
      pinned.clear();
    }
    switch (command.order()) {
      case UNPIN -> {}
      case PIN -> {
        pinned.update(command.name());
        commands.put(command.name(), command);
      }
      case PROMOTE, REJECT -> commands.put(command.name(), command);
    }
  }

  /**
   * Takes a decision, whether made now or read from the log; one that is not newer than what is
   * known of its version changes nothing.
   *
   * @param scores what the version reached on the probe sets, where that is known
   */
  void take(Decision decision, @Nullable ProbeScores scores) throws Exception {
    String name = decision.name();
    Optional<Decision> before = decision(name);
    if (before.isPresent() && decision.decidedAt() <= before.get().decidedAt()) {
      return;
    }
    decisions.put(name, decision);
    waiting.update(
        new ArrayList<>(queue().stream().filter(one -> !one.name().equals(name)).toList()));
    if (decision.ground() == Ground.COMMAND
        && commands.get(name) instanceof Command command
        && decision.decidedAt() >= command.commandedAt()) {
      commands.remove(name);
    }
    switch (decision.verdict()) {
      case PROMOTED -> promote(decision, scores);
      case REJECTED, ROLLED_BACK -> withdraw(name, decision.decidedAt());
      case UNDECIDED -> {
        if (!decision.tasks().isEmpty()) {
          undecided.update(decision);
        }
      }
    }
    if (before.isEmpty()) {
      known = OptionalInt.of(known.isPresent() ? known.getAsInt() + 1 : decisions().size());
      if (known.getAsInt() > kept.most()) {
        forget();
      }
    }
  }

  private void forget() throws Exception {
    Set<String> needed = new HashSet<>();
    for (Optional<Decision> each : List.of(promoted(), former(), undecided())) {
      each.ifPresent(decision -> needed.add(decision.name()));
    }
    pinned().ifPresent(needed::add);
    commands().forEach(command -> needed.add(command.name()));
    List<Decision> all = decisions();
    Set<String> names = kept.of(all, needed);
    for (Decision decision : all) {
      if (!names.contains(decision.name())) {
        decisions.remove(decision.name());
      }
    }
    known = OptionalInt.of(decisions().size());
  }

  private void promote(Decision decision, @Nullable ProbeScores scores) throws Exception {
    if (promoted.value() != null && !promoted.value().name().equals(decision.name())) {
      former.update(promoted.value());
    }
    promoted.update(decision);
    servingSince.update(decision.decidedAt());
    undecided.clear();
    if (scores == null) {
      promotedScores.clear();
    } else {
      promotedScores.update(scores);
    }
  }

  private void withdraw(String name, long at) throws Exception {
    if (is(promoted, name)) {
      if (former.value() == null) {
        promoted.clear();
      } else {
        promoted.update(former.value());
      }
      servingSince.update(at);
      promotedScores.clear();
      former.clear();
    } else if (is(former, name)) {
      former.clear();
    }
    if (is(undecided, name)) {
      undecided.clear();
    }
  }

  private static boolean is(ValueState<ModelVersion> state, String name) throws Exception {
    return state.value() != null && state.value().name().equals(name);
  }

  /** Whether anything that is not forgotten was decided on a version. */
  boolean isDecided(String name) throws Exception {
    return decisions.contains(name);
  }

  /** The last decision on a version, if there is one. */
  Optional<Decision> decision(String name) throws Exception {
    return decisions.get(name) instanceof Decision decision
        ? Optional.of(decision)
        : Optional.empty();
  }

  /** The last decision on every version that has one not forgotten, in no order. */
  List<Decision> decisions() throws Exception {
    List<Decision> all = new ArrayList<>();
    for (ModelVersion version : decisions.values()) {
      if (version instanceof Decision decision) {
        all.add(decision);
      }
    }
    return all;
  }

  /** A time for a new decision on a version: now, or just after what is known. */
  long timeAfter(String name, long now) throws Exception {
    return Math.max(now, decision(name).map(known -> known.decidedAt() + 1).orElse(now));
  }

  /** Candidates without a decision in the order of the log, the one being scored among them. */
  List<Candidate> queue() throws Exception {
    List<Candidate> queue = new ArrayList<>();
    for (ModelVersion version : waiting.get()) {
      if (version instanceof Candidate candidate) {
        queue.add(candidate);
      }
    }
    return queue;
  }

  /** Commands without a decision, oldest first. */
  List<Command> commands() throws Exception {
    List<Command> open = new ArrayList<>();
    for (ModelVersion version : commands.values()) {
      if (version instanceof Command command) {
        open.add(command);
      }
    }
    open.sort(Comparator.comparingLong(Command::commandedAt));
    return open;
  }

  /** Name of the pinned version, if one is. */
  Optional<String> pinned() throws Exception {
    return Optional.ofNullable(pinned.value());
  }

  /** The decision that promoted the version promoted last and not withdrawn since. */
  Optional<Decision> promoted() throws Exception {
    return held(promoted);
  }

  /**
   * When that version became the one to serve, by promotion or by return; 0 where there is none.
   */
  long servingSince() throws Exception {
    return servingSince.value() == null ? 0 : servingSince.value();
  }

  /** The one before it. */
  Optional<Decision> former() throws Exception {
    return held(former);
  }

  /** The newest version that was compared and left undecided since the last promotion. */
  Optional<Decision> undecided() throws Exception {
    return held(undecided);
  }

  private static Optional<Decision> held(ValueState<ModelVersion> state) throws Exception {
    return state.value() instanceof Decision decision ? Optional.of(decision) : Optional.empty();
  }

  /** What the version promoted last reached on the probe sets, where that is known. */
  Optional<ProbeScores> promotedScores() throws Exception {
    return Optional.ofNullable(promotedScores.value());
  }
}
