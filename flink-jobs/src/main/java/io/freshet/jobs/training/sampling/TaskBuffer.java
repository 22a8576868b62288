/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.jobs.training.sampling.ExampleStore.Area;

/**
 * The two buffers of one task: a queue of fresh examples, and a reservoir in which every past
 * example is as likely as any other (Vitter's algorithm R). Not thread-safe.
 */
final class TaskBuffer {

  private final String task;
  private final ExampleStore store;
  private final int freshCapacity;
  private final int reservoirCapacity;
  private final Draws draws;

  private long arrived;
  private double decayed;
  private long decayedAt;
  private long head;
  private long tail;
  private long past;
  private int kept;
  private long dealt;
  private long replayed;
  private long overflowed;
  private long unfilled;
  private long blockedUntil;

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
    decayed = from.decayed();
    decayedAt = from.decayedAt();
    head = from.head();
    tail = from.tail();
    past = from.past();
    kept = from.kept();
    dealt = from.dealt();
    replayed = from.replayed();
    overflowed = from.overflowed();
    unfilled = from.unfilled();
    blockedUntil = from.blockedUntil();
  }

  TaskCounters counters() {
    return new TaskCounters(
        arrived,
        decayed,
        decayedAt,
        head,
        tail,
        past,
        kept,
        dealt,
        replayed,
        overflowed,
        unfilled,
        blockedUntil);
  }

  /** Takes a new example; the oldest fresh ones make room. */
  void arrive(StoredExample example, long arrivals, double halfLife) {
    arrived++;
    decayed = decayed(arrivals, halfLife) + 1;
    decayedAt = arrivals;
    append(example);
    while (fresh() > freshCapacity) {
      overflowed++;
      keep(takeFresh());
    }
  }

  /** Arrivals, halved with every {@code halfLife} arrivals of all tasks since. */
  double decayed(long arrivals, double halfLife) {
    return decayed * StrictMath.pow(2, (decayedAt - arrivals) / halfLife);
  }

  /** Takes the oldest fresh example out. */
  StoredExample takeFresh() {
    StoredExample example = store.get(Area.FRESH, task, head);
    store.remove(Area.FRESH, task, head);
    head++;
    return example;
  }

  /** Puts an example at the end of the fresh queue. */
  void append(StoredExample example) {
    store.put(Area.FRESH, task, tail, example);
    tail++;
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

  /** Notes that the example in a place of the reservoir was dealt for the first time. */
  void markDealt(int place, StoredExample example) {
    store.put(Area.RESERVOIR, task, place, new StoredExample(example.example(), true));
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
