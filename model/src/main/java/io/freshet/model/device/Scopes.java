/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

/** Where the arrays of a call lie. */
public final class Scopes {
  private Scopes() {}

  /**
   * A scope within another whose arrays lie in host memory: programs read numbers there (seeds,
   * rates, choices) without waiting for the device. On the processor it is the scope itself.
   */
  public static NDManager host(NDManager scope) {
    return scope.getDevice().isGpu() ? scope.newSubManager(Device.cpu()) : scope;
  }
}
