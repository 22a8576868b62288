/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.connectors.records.TrainingExample;

/** What became of an example that was chosen to be mined. */
sealed interface Outcome {

  /**
   * Hard negatives were found.
   *
   * @param record the example with them, to be written
   */
  record Mined(TrainingExample record) implements Outcome {}

  /** It is passed by. */
  record PassedBy(Reason reason) implements Outcome {}

  /** Why an example is passed by. */
  enum Reason {
    /** No generation stands behind the alias. */
    NOTHING_SERVES("nothing-serves"),
    /** Index or registry did not answer. */
    AWAY("away"),
    /** It waited for longer than anything should take. */
    TOO_SLOW("too-slow"),
    /** All that was found is a known positive or scores too high. */
    NONE_FOUND("none-found");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** The reason as metrics name it. */
    String word() {
      return word;
    }
  }
}
