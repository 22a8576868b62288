/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * Where a record of the training topic stands, and what stood there.
 *
 * @param partition -1 where it is not known, as of examples in a state of before it was kept
 * @param digest the first eight bytes of the SHA-256 of the record's value
 */
public record Coordinates(int partition, long offset, long digest) {

  /** Nothing is known. */
  public static final Coordinates UNKNOWN = new Coordinates(-1, -1, 0);

  /** Whether the record can be found again. */
  public boolean known() {
    return partition >= 0;
  }
}
