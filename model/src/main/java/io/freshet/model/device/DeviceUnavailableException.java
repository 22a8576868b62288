/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

/** There is nothing to compute with: libtorch is missing, or the device that was asked for is. */
public final class DeviceUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is missing and what to do. */
  public DeviceUnavailableException(String message) {
    super(message);
  }

  /** Says what is missing and what to do, with what the engine said. */
  public DeviceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
