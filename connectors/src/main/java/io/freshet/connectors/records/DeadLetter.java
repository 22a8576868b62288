/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * A record that could not be used, kept with its bytes, origin and reason. {@code key} and {@code
 * value} are the original bytes (empty where the record had none) and are never changed.
 *
 * @param stage what the record was being used for, such as {@code decode} or {@code index}
 * @param reason a short stable word, such as {@code malformed-json} or {@code missing-field}
 * @param error the full message for a person
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; identity is the origin, see equals
public record DeadLetter(
    byte[] key, byte[] value, Origin origin, String stage, String reason, String error) {

  @Override
  public boolean equals(Object other) {
    return other instanceof DeadLetter that
        && origin.equals(that.origin)
        && stage.equals(that.stage)
        && reason.equals(that.reason);
  }

  @Override
  public int hashCode() {
    return origin.hashCode();
  }
}
