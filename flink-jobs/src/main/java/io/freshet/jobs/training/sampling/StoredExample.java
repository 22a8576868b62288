/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.TrainingExample;

/**
 * An example in a buffer.
 *
 * @param uses how often it was in a step
 * @param arrival how many examples of all tasks had arrived with it
 * @param at where its record stands
 */
public record StoredExample(TrainingExample example, int uses, long arrival, Coordinates at) {

  /** Whether it was never in a step. */
  boolean fresh() {
    return uses == 0;
  }

  /** The example after one more use. */
  StoredExample used() {
    return new StoredExample(example, uses + 1, arrival, at);
  }
}
