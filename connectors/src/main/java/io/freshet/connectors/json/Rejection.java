/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

/** Why a record cannot be used; never leaves this package. */
final class Rejection extends Exception {

  private final String reason;

  Rejection(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason.word();
  }

  String reason() {
    return reason;
  }
}
