/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.sizing;

import java.util.List;

/**
 * What one job, or the index, needs.
 *
 * @param name the job's name, or {@code index}
 * @param slots task slots of the job; 0 for the index
 * @param items what adds up, in the order of reading
 */
public record Estimate(String name, int slots, List<Item> items) {

  /** Where bytes lie. */
  public enum Place {
    /** Checkpoints, and the state backend of a running job. */
    STATE,
    /** Outside of Java's heap: libtorch and direct buffers. */
    NATIVE_MEMORY,
    /** Disks of OpenSearch. */
    DISK
  }

  /**
   * One part of it.
   *
   * @param bytes at most or about, as {@code because} says
   * @param because the product that the bytes are, in words
   */
  public record Item(String name, Place place, long bytes, String because) {}

  /** Copies the list. */
  public Estimate {
    items = List.copyOf(items);
  }

  /** The sum of the bytes of a place. */
  public long total(Place place) {
    return items.stream().filter(item -> item.place() == place).mapToLong(Item::bytes).sum();
  }
}
