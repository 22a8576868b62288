/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * What a decoder makes of the bytes of one record: a value, or a dead letter; never an exception.
 */
public sealed interface Decoded<T> {

  /**
   * A record that was understood.
   *
   * @param received what it was decoded from
   */
  record Accepted<T>(T value, Received received) implements Decoded<T> {}

  /** A record that could not be used. */
  record Rejected<T>(DeadLetter letter) implements Decoded<T> {}
}
