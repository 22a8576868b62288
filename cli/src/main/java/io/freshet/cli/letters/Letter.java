/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.letters;

import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.records.DeadLetter;

/**
 * A dead letter in its topic.
 *
 * @param writtenAt milliseconds since the epoch
 * @param cut whether its value is not whole
 * @param replayed whether it was sent to its topic again
 */
public record Letter(DeadLetter letter, long writtenAt, boolean cut, boolean replayed) {
  /** Topic, partition and offset of the record that it was. */
  public String name() {
    return DeadLetters.key(letter.origin());
  }
}
