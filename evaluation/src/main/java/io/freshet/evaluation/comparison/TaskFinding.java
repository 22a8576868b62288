/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

/**
 * What the comparison found of a candidate on one task.
 *
 * @param reason for a person, with the numbers
 * @param smallestDetectableLoss how far beyond the tolerance a true loss must be for this many
 *     queries of this spread to show it in 95 of 100 probe sets
 * @param requiredProbability the probability of a loss above which this task is held to be worse:
 *     0.95, raised by Holm's correction for the tasks beside it
 */
public record TaskFinding(
    Outcome outcome,
    String reason,
    TaskTerms terms,
    PairedComparison comparison,
    double smallestDetectableLoss,
    double requiredProbability) {

  /** The three answers. */
  public enum Outcome {
    /** A loss beyond the tolerance is sure. */
    WORSE,
    /** The queries cannot tell. */
    UNDECIDED,
    /** No loss beyond the tolerance, and one of that size would have been seen. */
    HELD
  }
}
