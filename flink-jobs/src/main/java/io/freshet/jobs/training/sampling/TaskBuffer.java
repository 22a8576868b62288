/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.jobs.training.sampling.ExampleStore.Area;
import java.util.List;

/**
 * The two buffers of one task: a queue of fresh examples, and a reservoir in which every past
 * example is as likely as any other (Vitter's algorithm R). Not thread-safe.
 */
final class TaskBuffer {

  /** Arrivals of all tasks after which an arrival counts half in the strategy's shares. */
  static final double HISTORY_HALF_LIFE = 1 << 20;

  /** The same for the share that fresh examples take now. */
  static final double RECENT_HALF_LIFE = 1 << 9;

  private static final long UNKNOWN = -1;

  private final String task;
  private final ExampleStore store;
  private final int freshCapacity;
  private final int reservoirCapacity;
  private final Draws draws;

  private long arrived;
  private DecayedCount history;
  private DecayedCount recent;
  private long head;
  private long tail;
  private long past;
  private int kept;
  private double owed;
  private long dealt;
  private long replayed;
  private long overflowed;
  private long unfilled;
  private long blockedUntil;

  /** Arrival of the oldest fresh example, where it was looked up since the queue's head moved. */
  private long oldest = UNKNOWN;

  private long waited;

  TaskBuffer(
      String task,
      ExampleStore store,
      int freshCapacity,
      int reservoirCapacity,
      Draws draws,
      TaskCounters from) {
    this.task = task;
    this.store = store;
    this.freshCapacity = freshCapacity;
    this.reservoirCapacity = reservoirCapacity;
    this.draws = draws;
    arrived = from.arrived();
    history = from.history();
    recent = from.recent();
    head = from.head();
    tail = from.tail();
    past = from.past();
    kept = from.kept();
    owed = from.owed();
    dealt = from.dealt();
    replayed = from.replayed();
    overflowed = from.overflowed();
    unfilled = from.unfilled();
    blockedUntil = from.blockedUntil();
  }

  TaskCounters counters() {
    return new TaskCounters(
        arrived,
        history,
        recent,
        head,
        tail,
        past,
        kept,
        owed,
        dealt,
        replayed,
        overflowed,
        unfilled,
        blockedUntil);
  }

  /**
   * Takes a new example; the oldest fresh ones make room.
   *
   * @param mostFresh the share of all arrivals that may be trained on as they come
   */
  void arrive(StoredExample example, double mostFresh) {
    long arrivals = example.arrival();
    arrived++;
    history = history.plusOne(arrivals, HISTORY_HALF_LIFE);
    if (freshShare(arrivals) > mostFresh) {
      overflowed++;
      keep(example);
      return;
    }
    recent = recent.plusOne(arrivals, RECENT_HALF_LIFE);
    store.put(Area.FRESH, task, tail, example);
    tail++;
    while (fresh() > freshCapacity) {
      overflowed++;
      keep(takeFresh());
    }
  }

  /** Arrivals, of which old ones count less. */
  double history(long arrivals) {
    return history.after(arrivals, HISTORY_HALF_LIFE);
  }

  /** The share of all recent arrivals that are this task's and were not passed over. */
  double freshShare(long arrivals) {
    return recent.after(arrivals, RECENT_HALF_LIFE)
        / DecayedCount.ofAll(arrivals, RECENT_HALF_LIFE);
  }

  /** Takes the oldest fresh example out. */
  StoredExample takeFresh() {
    StoredExample example = store.get(Area.FRESH, task, head);
    store.remove(Area.FRESH, task, head);
    head++;
    oldest = UNKNOWN;
    return example;
  }

  /** Puts examples that were taken out back to the front, in their order. */
  void putBack(List<StoredExample> examples) {
    for (int i = examples.size() - 1; i >= 0; i--) {
      head--;
      store.put(Area.FRESH, task, head, examples.get(i));
    }
    oldest = UNKNOWN;
  }

  /** For how many arrivals of all tasks the oldest fresh example has waited; 0 where none does. */
  long waited(long arrivals) {
    if (fresh() == 0) {
      waited = 0;
      return 0;
    }
    if (oldest == UNKNOWN) {
      oldest = store.get(Area.FRESH, task, head).arrival();
    }
    waited = arrivals - oldest;
    return waited;
  }

  /** What {@link #waited(long)} said last; reads nothing. */
  long waited() {
    return waited;
  }

  /** Offers a past example to the reservoir. */
  void keep(StoredExample example) {
    past++;
    if (kept < reservoirCapacity) {
      store.put(Area.RESERVOIR, task, kept, example);
      kept++;
    } else if (reservoirCapacity > 0) {
      long place = draws.below(past);
      if (place < reservoirCapacity) {
        store.put(Area.RESERVOIR, task, place, example);
      }
    }
  }

  StoredExample kept(int place) {
    return store.get(Area.RESERVOIR, task, place);
  }

  /** Puts an example in its place in the reservoir again, after a use. */
  void replace(int place, StoredExample example) {
    store.put(Area.RESERVOIR, task, place, example);
  }

  /** Removes an example from the reservoir; the last one takes its place. */
  void forget(int place) {
    kept--;
    if (place < kept) {
      store.put(Area.RESERVOIR, task, place, kept(kept));
    }
    store.remove(Area.RESERVOIR, task, kept);
  }

  /** Keeps a fresh example that was taken out for replay, unused. */
  void passOver(StoredExample example) {
    overflowed++;
    keep(example);
  }

  /** Forgets all examples; the counters stay as they are and mean nothing any more. */
  void clear() {
    while (fresh() > 0) {
      takeFresh();
    }
    while (kept > 0) {
      forget(kept - 1);
    }
  }

  void countDealt(boolean before) {
    dealt++;
    replayed += before ? 1 : 0;
  }

  /** Notes that no sub-batch could be filled, and that some more examples are to be awaited. */
  void block(int examples) {
    unfilled++;
    blockedUntil = arrived + examples;
  }

  void unblock() {
    blockedUntil = 0;
  }

  boolean blocked() {
    return arrived < blockedUntil;
  }

  /** Changes how many replayed rows the task should have had and has not. */
  void owe(double rows) {
    owed += rows;
  }

  double owed() {
    return owed;
  }

  long arrived() {
    return arrived;
  }

  long fresh() {
    return tail - head;
  }

  int kept() {
    return kept;
  }

  long buffered() {
    return fresh() + kept;
  }

  String task() {
    return task;
  }
}
