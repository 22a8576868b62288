/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import java.util.function.Supplier;

/** When those who share a device make their calls of it. Thread-safe. */
@FunctionalInterface
public interface DeviceTurn {

  /** Nobody is waited for. */
  DeviceTurn AT_ONCE = Supplier::get;

  /**
   * Makes one call of the device when it is its turn, on the caller's thread.
   *
   * @return what the call returned
   */
  float[] take(Supplier<float[]> call);
}
