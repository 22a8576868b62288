/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

/**
 * Where the buffers' examples lie, each an entry of its own so that buffers may outgrow the memory.
 * The store counts nothing: places are given out by {@link TaskBuffer}.
 */
public interface ExampleStore {

  /** Which of a task's two buffers. */
  enum Area {
    /** Examples that wait for their first use, in the order of arrival. */
    FRESH,
    /** Past examples, kept for replay. */
    RESERVOIR
  }

  /** Puts an example into a place, over what was there. */
  void put(Area area, String task, long place, StoredExample example);

  /**
   * The example in a place.
   *
   * @throws IllegalStateException where the place is empty: the counters and the store disagree
   */
  StoredExample get(Area area, String task, long place);

  /** Empties a place. */
  void remove(Area area, String task, long place);
}
