/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Decides which checkpoints are versions, and keeps what they need until the checkpoint completes.
 * Completions may be told twice, late, or not at all where a later one is told: a completed
 * checkpoint stands for all before it. Not thread-safe.
 *
 * @param <S> what is kept of a checkpoint
 */
public final class VersionPlan<S> {

  private final int every;
  private final NavigableMap<Long, Taken<S>> waiting = new TreeMap<>();
  private long published;

  private record Taken<S>(long step, S state) {}

  /**
   * Goes on from the step of the last version.
   *
   * @param every steps from one version to the next; versions keep to its multiples
   */
  public VersionPlan(int every, long published) {
    if (every < 1) {
      throw new IllegalArgumentException(
          "training.version-every-steps must be at least 1, not " + every);
    }
    this.every = every;
    this.published = published;
  }

  /** The step of the last version, those of checkpoints that have not completed yet included. */
  public long lastStep() {
    return waiting.isEmpty() ? published : waiting.lastEntry().getValue().step();
  }

  /**
   * Whether a checkpoint at a step is a version: the first at or after each multiple of the steps
   * between two. So a version that comes late does not delay the next ones, and versions stay where
   * they are in the cycles of a learning rate.
   *
   * @param last whether no step comes after it
   */
  public boolean due(long step, boolean last) {
    return step / every > lastStep() / every || (last && step > lastStep());
  }

  /** Keeps the state of a checkpoint that is a version until it completes. */
  public void take(long checkpoint, long step, S state) {
    waiting.put(checkpoint, new Taken<>(step, state));
  }

  /** The states that a completed checkpoint makes versions, in the order of their steps. */
  public List<S> complete(long checkpoint) {
    List<S> states = new ArrayList<>();
    NavigableMap<Long, Taken<S>> done = waiting.headMap(checkpoint, true);
    for (Taken<S> taken : done.values()) {
      states.add(taken.state());
      published = taken.step();
    }
    done.clear();
    return states;
  }

  /** Forgets a checkpoint that failed; the next one takes its place. */
  public void abort(long checkpoint) {
    waiting.remove(checkpoint);
  }
}
