/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All that the controller knows; immutable. It says which actions are due and takes in what became
 * of them, what the readers report and which checkpoints were taken and completed. The rules:
 *
 * <ul>
 *   <li>At most one build at a time; then the newest promoted version that waits. A build that a
 *       newer promoted version supersedes early is given up for it, but never two in a row, or
 *       nothing new would ever serve where versions come faster than builds end.
 *   <li>The last stop offsets are read only after a completed checkpoint has proved that every live
 *       writer knows of the generation. So a document is below the stop offset, or the live branch
 *       writes it to the generation, or both. Before that a build reads ahead, so that live
 *       documents are encoded for it only at its end.
 *   <li>The alias returns to a former generation only while it is written to.
 *   <li>An index is deleted only after a completed checkpoint has proved that no live writer has it
 *       in its write set any more.
 * </ul>
 *
 * @param generations those that are not gone, by number
 * @param nextNumber of the next generation
 * @param lastStep step of the newest version that was ever taken; older ones are not built
 * @param waiting the newest promoted version that is to be built next, if any
 * @param topic the topic of documents that the generations are built from, once it was seen
 * @param supersededInARow builds given up for newer versions since a build last ended well
 * @param pace of the last build that read all its documents, once there was one
 */
public record ControllerState(
    List<Generation> generations,
    int nextNumber,
    long lastStep,
    Optional<BuildVersion> waiting,
    Optional<DocumentsTopic> topic,
    int supersededInARow,
    Optional<BuildPace> pace) {

  /** Keeps its own copy of the generations. */
  public ControllerState {
    generations = List.copyOf(generations);
  }

  /** A controller that knows nothing yet. */
  public static ControllerState initial() {
    return new ControllerState(
        List.of(), 1, -1, Optional.empty(), Optional.empty(), 0, Optional.empty());
  }

  /** The generation that answers searches, if any. */
  public Optional<Generation> serving() {
    return first(g -> g.phase() == Phase.SERVE);
  }

  /** The generation that is being built, if any. */
  public Optional<Generation> building() {
    return first(Generation::building);
  }

  /** The generation of this number, unless it is gone. */
  public Optional<Generation> generation(int number) {
    return first(g -> g.number() == number);
  }

  /** A version was promoted; it waits unless it is older than what was taken or waits already. */
  public ControllerState promoted(BuildVersion version) {
    long newest = waiting.map(BuildVersion::step).orElse(lastStep);
    return version.step() <= newest ? this : waitingFor(Optional.of(version));
  }

  /**
   * A person wants a version to serve, be it an older one: nothing is to be done where it serves or
   * is being built; the alias returns to it where its generation is still written to; otherwise it
   * waits to be built.
   *
   * @param now milliseconds since the epoch
   */
  public ControllerState commanded(BuildVersion version, long now) {
    if (generations.stream()
        .anyMatch(
            g -> of(g, version) && (g.phase() == Phase.SERVE || (g.building() && !g.doomed())))) {
      return waitingFor(Optional.empty()).affordable(g -> of(g, version), now);
    }
    Optional<Generation> kept =
        newest(g -> of(g, version) && (g.phase() == Phase.RETAIN || g.phase() == Phase.RESTORE));
    return kept.isPresent()
        ? restoring(kept.get().number(), now)
        : waitingFor(Optional.of(version));
  }

  /**
   * A version must not serve any more: it no longer waits, its build is given up, and if its
   * generation serves, the alias returns to the newest former one that is still written to. Where
   * there is none it serves on, for a worse answer is better than none.
   *
   * @param now milliseconds since the epoch
   */
  public ControllerState withdrawn(BuildVersion version, long now) {
    ControllerState next =
        waitingFor(waiting.filter(waits -> !waits.name().equals(version.name())))
            .doomed(g -> of(g, version), "version " + version.name() + " was withdrawn", now);
    if (serving().filter(g -> of(g, version)).isEmpty()) {
      return next;
    }
    return newest(g -> g.phase() == Phase.RETAIN && !of(g, version))
        .map(former -> next.restoring(former.number(), now))
        .orElse(next);
  }

  /** At most one generation is to be restored. */
  private ControllerState restoring(int number, long now) {
    return mapped(
            g -> {
              if (g.number() == number) {
                return g.phase() == Phase.RESTORE ? g : g.to(Phase.RESTORE, now);
              }
              return g.phase() == Phase.RESTORE ? g.to(Phase.RETAIN, now) : g;
            })
        .waitingFor(Optional.empty());
  }

  private static boolean of(Generation generation, BuildVersion version) {
    return generation.version().digest().equals(version.digest())
        && generation.version().step() == version.step();
  }

  private Optional<Generation> newest(Predicate<Generation> condition) {
    return generations.stream().filter(condition).max(Comparator.comparingInt(Generation::number));
  }

  /**
   * What the passing of time brings: a build begins where none is under way and a version waits, a
   * build that is superseded is to be given up, and generations whose rollback window has passed,
   * or that are more than are kept for a return, leave.
   *
   * @param now milliseconds since the epoch
   */
  public ControllerState tick(RollOverPolicy policy, long now) {
    ControllerState next = leaving(policy, now);
    if (next.waiting.isEmpty()) {
      return next;
    }
    BuildVersion newer = next.waiting.get();
    Optional<Generation> build = next.building();
    return build.isEmpty()
        ? next.begin(policy.alias(), newer, now)
        : next.superseded(build.get(), newer, policy, now);
  }

  private ControllerState leaving(RollOverPolicy policy, long now) {
    Set<Integer> kept =
        generations.stream()
            .filter(g -> g.phase() == Phase.RETAIN)
            .filter(g -> now - g.changedAt() < policy.rollbackMillis())
            .sorted(Comparator.comparingLong(Generation::changedAt).reversed())
            .limit(policy.rollbackGenerations())
            .map(Generation::number)
            .collect(Collectors.toSet());
    return mapped(
        g ->
            g.phase() == Phase.RETAIN && !kept.contains(g.number())
                ? g.to(Phase.LEAVE_WRITE_SET, now)
                : g);
  }

  private ControllerState superseded(
      Generation build, BuildVersion newer, RollOverPolicy policy, long now) {
    boolean early =
        build.phase().progressing()
            && !build.doomed()
            && supersededInARow == 0
            && build.progress() < policy.abandonSupersededBelow();
    if (!early && build.phase() != Phase.HELD_BACK) {
      return this;
    }
    ControllerState next =
        doomed(g -> g.number() == build.number(), "superseded by version " + newer.name(), now);
    return early ? next.supersededInARow(supersededInARow + 1) : next;
  }

  private ControllerState begin(String alias, BuildVersion version, long now) {
    List<Generation> more = new ArrayList<>(generations);
    more.add(Generation.planned(alias, nextNumber, version, now));
    return new ControllerState(
        more, nextNumber + 1, version.step(), Optional.empty(), topic, supersededInARow, pace);
  }

  /**
   * A person no longer wants a build, which is to be given up. Nothing is done where the generation
   * is not being built, or is about to serve.
   */
  public ControllerState unwanted(String index, String why, long now) {
    return doomed(g -> g.index().equals(index), why, now);
  }

  /** A person wants a build that was held back because of its cost. */
  public ControllerState wanted(String index, long now) {
    return affordable(g -> g.index().equals(index), now);
  }

  private ControllerState affordable(Predicate<Generation> which, long now) {
    return mapped(
        g ->
            which.test(g) && g.phase() == Phase.HELD_BACK
                ? g.because("").to(Phase.CREATE_INDEX, now)
                : g);
  }

  /** Nothing is ever done for a build that is held back, so that one goes at once. */
  private ControllerState doomed(Predicate<Generation> which, String why, long now) {
    return mapped(
        g -> {
          if (!which.test(g) || !g.building() || g.phase() == Phase.SWAP) {
            return g;
          }
          return g.phase() == Phase.HELD_BACK ? g.abandon(why, now) : g.doom(why);
        });
  }

  /** Gives up the builds that are to be; only while no action is under way. */
  public ControllerState withoutDoomed(long now) {
    return mapped(g -> g.doomed() ? g.abandon(g.reason(), now) : g);
  }

  /**
   * Takes in what became of an action.
   *
   * @param now milliseconds since the epoch
   * @throws IllegalStateException if the outcome does not belong to the generation's phase
   */
  public ControllerState apply(Outcome outcome, long now) {
    return outcome.applied(this, now);
  }

  /** Generations that are gone are forgotten; call it when their end has been announced. */
  public ControllerState forgotten() {
    return replaced(generations.stream().filter(g -> g.phase() != Phase.GONE).toList());
  }

  /** Nothing of what was awaited before a restore is awaited any more; the next checkpoint is. */
  public ControllerState restored() {
    return mapped(g -> g.withAwaited(Generation.NO_CHECKPOINT));
  }

  /** A checkpoint has taken this state: its completion is what the waiting phases wait for. */
  public ControllerState snapshotTaken(long checkpoint) {
    return mapped(
        g ->
            g.phase().awaitsCheckpoint() && g.awaited() == Generation.NO_CHECKPOINT
                ? g.withAwaited(checkpoint)
                : g);
  }

  /** A checkpoint was completed; so everything before its barriers is known and written. */
  public ControllerState checkpointCompleted(long checkpoint, long now) {
    return mapped(
        g -> {
          if (g.awaited() == Generation.NO_CHECKPOINT || g.awaited() > checkpoint) {
            return g;
          }
          return g.to(
              g.phase() == Phase.AWAIT_WRITERS ? Phase.READ_OFFSETS : Phase.DELETE_INDEX, now);
        });
  }

  /** Portions were given to readers, or taken back from one that failed. */
  public ControllerState assigned(int number, Set<Integer> partitions, boolean assigned) {
    return reading(number, g -> g.withPortions(partitions, p -> p.withAssigned(assigned)));
  }

  /**
   * A reader tells how far it is. It proves nothing of what was written: only what is done next may
   * depend on it, and how soon.
   *
   * @param positions by partition
   */
  public ControllerState advanced(int number, Map<Integer, Long> positions) {
    return reading(
        number,
        g ->
            g.withPortions(
                positions.keySet(), p -> p.at(positions.getOrDefault(p.partition(), p.from()))));
  }

  /**
   * All of these portions is written and covered by a completed checkpoint. Reports may be
   * repeated, and come late: one of another stop offset tells nothing of what is read now.
   *
   * @param stops the stop offsets of the portions, by partition
   */
  public ControllerState portionsDone(int number, Map<Integer, Long> stops, long now) {
    ControllerState next =
        reading(
            number,
            g ->
                g.withPortions(
                    stops.keySet(),
                    p -> stops.getOrDefault(p.partition(), -1L) == p.stop() ? p.finished() : p));
    return next.equals(this) ? this : next.portionsSettled(number, now);
  }

  ControllerState portionsSettled(int number, long now) {
    return paced(number, Phase.READ_DOCUMENTS, now)
        .reading(
            number,
            g ->
                g.phase() == Phase.READ_DOCUMENTS && g.portionsDone() && !g.doomed()
                    ? g.read(now)
                    : g);
  }

  /**
   * With the pace of a build whose first portions are read at the end of a phase: the others are
   * few, and wait for checkpoints.
   */
  ControllerState paced(int number, Phase phase, long now) {
    Optional<BuildPace> measured =
        generation(number)
            .filter(g -> g.building() && g.phase() == phase)
            .filter(g -> phase == Phase.READ_AHEAD ? g.portionsRead() : g.portionsDone())
            .filter(g -> g.portions().stream().allMatch(p -> p.from() == p.start()))
            .flatMap(g -> BuildPace.of(g.version(), g.portions(), now - g.changedAt()));
    return new ControllerState(
        generations,
        nextNumber,
        lastStep,
        waiting,
        topic,
        supersededInARow,
        measured.or(() -> pace));
  }

  /** Of all generations only this one may serve, or be on its way back to. */
  private ControllerState retiredFor(int number, long now) {
    return mapped(
        g ->
            g.number() != number && (g.phase() == Phase.SERVE || g.phase() == Phase.RESTORE)
                ? g.to(Phase.RETAIN, now)
                : g);
  }

  ControllerState swapped(int number, long now) {
    ControllerState next = retiredFor(number, now);
    return next.changed(number, g -> g.to(Phase.SERVE, now)).supersededInARow(0);
  }

  ControllerState reconciled(List<Found> found, Optional<DocumentsTopic> source, long now) {
    ControllerState next = topic.isPresent() ? this : builtFrom(source);
    for (Found one : found) {
      Optional<Generation> known = next.first(g -> g.index().equals(one.index()));
      if (known.isEmpty()) {
        next = next.adopted(one, now);
      } else if (one.serving() && known.get().phase().mayTurnOutToServe()) {
        // Swapped after the checkpoint that this state comes from: it was complete then.
        next = next.retiredFor(known.get().number(), now);
        next = next.changed(known.get().number(), g -> g.foundServing(now));
      }
    }
    return next;
  }

  private ControllerState builtFrom(Optional<DocumentsTopic> source) {
    return new ControllerState(
        generations, nextNumber, lastStep, waiting, source, supersededInARow, pace);
  }

  /** The first look settles which topic it is. */
  ControllerState seen(DocumentsTopic now) {
    topic.ifPresent(now::refuseUnless);
    return builtFrom(Optional.of(now));
  }

  /** What the alias names serves, whatever this state believed; anything else unknown leaves. */
  private ControllerState adopted(Found one, long now) {
    boolean free = one.number() > 0 && generation(one.number()).isEmpty();
    int number = free ? one.number() : nextNumber;
    long step = one.serving() ? Math.max(lastStep, one.version().step()) : lastStep;
    ControllerState retired =
        one.serving() ? mapped(g -> g.phase() == Phase.SERVE ? g.to(Phase.RETAIN, now) : g) : this;
    List<Generation> all = new ArrayList<>(retired.generations);
    all.add(Generation.found(one, number, now));
    return new ControllerState(
        all,
        Math.max(nextNumber, number + 1),
        step,
        waiting.filter(version -> version.step() > step),
        topic,
        supersededInARow,
        pace);
  }

  /** Changes a generation that may be gone or abandoned by now: late reports change nothing. */
  private ControllerState reading(int number, UnaryOperator<Generation> change) {
    return mapped(
        g -> g.number() == number && g.building() && g.phase().reads() ? change.apply(g) : g);
  }

  ControllerState changed(int number, UnaryOperator<Generation> change) {
    if (generation(number).isEmpty()) {
      throw new IllegalStateException("there is no generation " + number);
    }
    return mapped(g -> g.number() == number ? change.apply(g) : g);
  }

  private ControllerState mapped(UnaryOperator<Generation> change) {
    return replaced(generations.stream().map(change).toList());
  }

  private ControllerState replaced(List<Generation> changed) {
    return new ControllerState(
        changed, nextNumber, lastStep, waiting, topic, supersededInARow, pace);
  }

  private ControllerState waitingFor(Optional<BuildVersion> version) {
    return new ControllerState(
        generations, nextNumber, lastStep, version, topic, supersededInARow, pace);
  }

  private ControllerState supersededInARow(int count) {
    return new ControllerState(generations, nextNumber, lastStep, waiting, topic, count, pace);
  }

  private Optional<Generation> first(Predicate<Generation> condition) {
    return generations.stream().filter(condition).findFirst();
  }
}
