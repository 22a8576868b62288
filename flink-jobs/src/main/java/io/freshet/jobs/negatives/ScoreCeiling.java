/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import java.io.Serializable;

/**
 * How high a hard negative may score, by the score of the positive: what scores about as high is
 * often an answer that nobody marked. A share of the positive's score and a distance from it,
 * called TopK-PercPos and TopK-MarginPos by Moreira et al. 2024 (NV-Retriever, arXiv:2407.15831);
 * both hold, so that a positive of a score below 0 has a ceiling below it too.
 *
 * @param share of the positive's score, at most 1
 * @param margin below the positive's score, at least 0
 */
public record ScoreCeiling(double share, double margin) implements Serializable {

  /** The highest score of a hard negative. */
  public double of(double positive) {
    return Math.min(positive * share, positive - margin);
  }
}
