/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

/** How many documents a bulk request may hold: halved after overload, doubled after success. */
final class BulkLimit {

  private final int maximum;
  private int current;

  BulkLimit(int maximum) {
    this.maximum = maximum;
    this.current = maximum;
  }

  synchronized int current() {
    return current;
  }

  synchronized void shrink() {
    current = Math.max(1, current / 2);
  }

  synchronized void grow() {
    current = (int) Math.min(maximum, 2L * current);
  }
}
