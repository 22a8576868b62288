/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One generation; immutable, and every change of phase is checked.
 *
 * @param number counts generations from 1
 * @param index the concrete index
 * @param vectorField the index's vector field; carries the digest
 * @param dimension of the vectors; 0 until the version's folder was seen
 * @param abandoned whether it was given up, or found without being known
 * @param reason why it was given up, or is to be; empty otherwise
 * @param awaited the checkpoint whose completion ends a phase that waits for one, or {@link
 *     #NO_CHECKPOINT}
 * @param portions what the build reads; empty until the first stop offsets are known
 * @param documents live documents counted at validation
 * @param changedAt when the phase was entered, milliseconds since the epoch
 * @param expectedMillis that reading the documents will take, from the last build's pace; 0 where
 *     nobody knows
 * @param attempts that the phase's action has had in vain
 */
public record Generation(
    int number,
    String index,
    String vectorField,
    BuildVersion version,
    int dimension,
    Phase phase,
    boolean abandoned,
    String reason,
    long awaited,
    List<Portion> portions,
    long documents,
    long changedAt,
    long expectedMillis,
    int attempts) {

  /** After so many attempts in vain a generation is given up. */
  public static final int PATIENCE = 8;

  /** Share of all records that may be left for the time when live writers write to the build. */
  private static final double LITTLE = 0.1;

  /** Reading ahead goes on where no more than this share of the records of the time before came. */
  private static final double FEWER = 0.8;

  /**
   * Expected duration up to which a build reads ahead. A delete that comes between the reading of a
   * document and the joining of the write set is known from the topic alone, which drops it after
   * {@code delete.retention.ms} (a day by default): it must be read before.
   */
  private static final long AHEAD_AT_MOST = Duration.ofHours(6).toMillis();

  private static final String HELD_UP =
      "was held up for so long while it read that the topic may have dropped deletes; promote its version again";

  /** Time that reading ahead may take in the end, and so may what is read after it. */
  private static final long AHEAD_SURELY = Duration.ofHours(10).toMillis();

  /** No checkpoint is awaited. */
  public static final long NO_CHECKPOINT = -1;

  /** Keeps its own copy of the portions. */
  public Generation {
    portions = List.copyOf(portions);
  }

  /**
   * A generation that is to be built.
   *
   * @param alias that the index's name begins with
   */
  public static Generation planned(String alias, int number, BuildVersion version, long now) {
    return new Generation(
        number,
        GenerationSpec.indexName(alias, number, version.digest()),
        GenerationSpec.vectorField(version.digest()),
        version,
        0,
        Phase.WEIGH,
        false,
        "",
        NO_CHECKPOINT,
        List.of(),
        0,
        now,
        0,
        0);
  }

  /** A generation that was found in OpenSearch and not in the controller's own state. */
  public static Generation found(Found found, int number, long now) {
    return new Generation(
        number,
        found.index(),
        found.vectorField(),
        found.version(),
        0,
        found.serving() ? Phase.SERVE : Phase.LEAVE_WRITE_SET,
        !found.serving(),
        found.serving() ? "" : "left behind by an earlier controller",
        NO_CHECKPOINT,
        List.of(),
        0,
        now,
        0,
        0);
  }

  /** The announced state. */
  public GenerationState state() {
    return abandoned ? GenerationState.ABANDONED : phase.state();
  }

  /** Whether this generation is the build that is under way. */
  public boolean building() {
    return !abandoned && phase.building();
  }

  /** Whether this build is to be given up as soon as nothing is done for it. */
  boolean doomed() {
    return building() && phase != Phase.HELD_BACK && !reason.isEmpty();
  }

  /** The same build, to be given up as soon as nothing is done for it; the first reason stays. */
  Generation doom(String why) {
    return reason.isEmpty() ? because(why) : this;
  }

  /** The same with another reason. */
  Generation because(String why) {
    Copy copy = new Copy(this);
    copy.reason = why;
    return copy.made();
  }

  /** The generation as writers know it. */
  public WriteTarget target() {
    return new WriteTarget(index, vectorField, version.digest(), version.uri());
  }

  /**
   * Share of the build's known offsets that were read, 0 to 1; 1 where there is nothing to read.
   */
  public double progress() {
    if (phase.compareTo(Phase.READ_AHEAD) < 0
        || (portions.isEmpty() && phase.compareTo(Phase.READ_DOCUMENTS) < 0)) {
      return 0;
    }
    long total = 0;
    long read = 0;
    for (Portion portion : portions) {
      total += portion.stop() - portion.start();
      read += portion.position() - portion.start();
    }
    return total == 0 ? 1 : (double) read / total;
  }

  /** Whether every portion is read, be it written or not. */
  public boolean portionsRead() {
    return portions.stream().allMatch(Portion::read);
  }

  /** Whether every portion is written and covered by a completed checkpoint. */
  public boolean portionsDone() {
    return portions.stream().allMatch(Portion::done);
  }

  /**
   * The same generation in its next phase.
   *
   * @throws IllegalStateException if that phase may not follow
   */
  public Generation to(Phase next, long now) {
    if (!phase.successors().contains(next)) {
      throw new IllegalStateException(
          "generation " + index + " cannot go from " + phase + " to " + next);
    }
    return enteredAt(now, next).made();
  }

  /** A copy in another phase, whatever this one is; nothing is awaited and nothing was tried. */
  private Copy enteredAt(long now, Phase next) {
    Copy copy = new Copy(this);
    copy.phase = next;
    copy.awaited = NO_CHECKPOINT;
    copy.changedAt = now;
    copy.attempts = 0;
    return copy;
  }

  /**
   * The same generation, given up.
   *
   * @throws IllegalStateException if it is not being built
   */
  public Generation abandon(String why, long now) {
    if (!building()) {
      throw new IllegalStateException("generation " + index + " is not being built");
    }
    Copy left = new Copy(to(Phase.LEAVE_WRITE_SET, now));
    left.abandoned = true;
    left.reason = why;
    left.portions = List.of();
    return left.made();
  }

  /** The same generation, which the alias turned out to name; whatever phase it was in. */
  Generation foundServing(long now) {
    Copy serving = enteredAt(now, Phase.SERVE);
    serving.reason = "";
    return serving.made();
  }

  Generation withDimension(int known) {
    Copy copy = new Copy(this);
    copy.dimension = known;
    return copy.made();
  }

  Generation expecting(long millis) {
    Copy copy = new Copy(this);
    copy.expectedMillis = millis;
    return copy.made();
  }

  Generation withAwaited(long checkpoint) {
    Copy copy = new Copy(this);
    copy.awaited = checkpoint;
    return copy.made();
  }

  Generation withPortions(List<Portion> changed) {
    Copy copy = new Copy(this);
    copy.portions = changed;
    return copy.made();
  }

  Generation withDocuments(long counted) {
    Copy copy = new Copy(this);
    copy.documents = counted;
    return copy.made();
  }

  /** The same after one more attempt in vain. */
  Generation tried() {
    Copy copy = new Copy(this);
    copy.attempts++;
    return copy.made();
  }

  /** Whether the attempt that is under way is the last that the phase's action has. */
  public boolean lastAttempt() {
    return attempts + 1 >= PATIENCE;
  }

  /** The same with portions that go on from where they are done, to the ends of others. */
  Generation goingOnTo(List<Portion> ends) {
    Map<Integer, Portion> before = new HashMap<>();
    portions.forEach(portion -> before.put(portion.partition(), portion));
    return withPortions(
        ends.stream()
            .map(
                end -> {
                  Portion known = before.get(end.partition());
                  return known == null ? end : known.goingOnTo(end.stop());
                })
            .toList());
  }

  /**
   * The same, once all that it was to read ahead is read: about to read on to the ends of other
   * portions; or, where that would bring little, to be written to by live writers, each of whose
   * documents is encoded once more from then on. A build that may take long, or nobody knows how
   * long, is written to before anything is read.
   */
  Generation readAhead(List<Portion> ends, long now) {
    if (heldUp(now)) {
      return doom(HELD_UP);
    }
    Generation further = goingOnTo(ends);
    long left = Portion.newRecords(further.portions);
    if (portions.isEmpty()) {
      boolean ahead = expectedMillis > 0 && expectedMillis <= AHEAD_AT_MOST && left > 0;
      return ahead ? further : to(Phase.JOIN_WRITE_SET, now);
    }
    boolean few = left <= LITTLE * Portion.records(further.portions);
    boolean notFewer = left > FEWER * Portion.newRecords(portions);
    return few || notFewer ? to(Phase.JOIN_WRITE_SET, now) : ahead(Phase.READ_ON);
  }

  /** The same, with what it read ahead written, reading on to the ends of other portions. */
  Generation readingOn(List<Portion> ends) {
    return goingOnTo(ends).ahead(Phase.READ_AHEAD);
  }

  /** Reading ahead is one time, however often it goes on. */
  private Generation ahead(Phase next) {
    return to(next, changedAt);
  }

  /** The same once all that it has to read is written. */
  Generation read(long now) {
    boolean ahead = portions.stream().anyMatch(portion -> portion.from() > portion.start());
    return ahead && heldUp(now) ? doom(HELD_UP) : to(Phase.AWAIT_LIVE, now);
  }

  private boolean heldUp(long now) {
    return now - changedAt > AHEAD_SURELY;
  }

  /** Changes the portions of some partitions; others stay. */
  Generation withPortions(Set<Integer> partitions, UnaryOperator<Portion> change) {
    List<Portion> changed = new ArrayList<>(portions.size());
    for (Portion portion : portions) {
      changed.add(partitions.contains(portion.partition()) ? change.apply(portion) : portion);
    }
    return withPortions(changed);
  }

  /** What changes of a generation, to be changed before another one is made of it. */
  private static final class Copy {
    private final Generation of;
    private int dimension;
    private Phase phase;
    private boolean abandoned;
    private String reason;
    private long awaited;
    private List<Portion> portions;
    private long documents;
    private long changedAt;
    private long expectedMillis;
    private int attempts;

    Copy(Generation of) {
      this.of = of;
      dimension = of.dimension;
      phase = of.phase;
      abandoned = of.abandoned;
      reason = of.reason;
      awaited = of.awaited;
      portions = of.portions;
      documents = of.documents;
      changedAt = of.changedAt;
      expectedMillis = of.expectedMillis;
      attempts = of.attempts;
    }

    Generation made() {
      return new Generation(
          of.number,
          of.index,
          of.vectorField,
          of.version,
          dimension,
          phase,
          abandoned,
          reason,
          awaited,
          portions,
          documents,
          changedAt,
          expectedMillis,
          attempts);
    }
  }
}
