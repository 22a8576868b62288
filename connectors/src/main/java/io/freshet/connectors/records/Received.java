/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * A record's own bytes (empty where it had none) and where it was read, kept beside what was
 * decoded from it so that a dead letter holds what was sent. Never changed.
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; identity is the origin, see equals
public record Received(byte[] key, byte[] value, Origin origin) {

  /**
   * The dead letter that this record becomes.
   *
   * @param stage what the record was being used for
   * @param reason a short stable word
   * @param error the full message for a person
   */
  public DeadLetter letter(String stage, String reason, String error) {
    return new DeadLetter(key, value, origin, stage, reason, error);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Received that && origin.equals(that.origin);
  }

  @Override
  public int hashCode() {
    return origin.hashCode();
  }
}
