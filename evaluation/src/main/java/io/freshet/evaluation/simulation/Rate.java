/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.simulation;

import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * How often something happened in independent trials.
 *
 * @param times how often
 * @param trials of how many, at least 1
 */
public record Rate(int times, int trials) {
  /** Checks the numbers. */
  public Rate {
    if (trials < 1 || times < 0 || times > trials) {
      throw new IllegalArgumentException(times + " of " + trials + " is no rate");
    }
  }

  /** The share of the trials. */
  public double share() {
    return (double) times / trials;
  }

  /** The lower end of the exact 95 % interval (Clopper and Pearson 1934). */
  public double low() {
    return times == 0
        ? 0
        : new BetaDistribution(times, trials - times + 1.0).inverseCumulativeProbability(0.025);
  }

  /** The upper end of that interval. */
  public double high() {
    return times == trials
        ? 1
        : new BetaDistribution(times + 1.0, trials - times).inverseCumulativeProbability(0.975);
  }

  /** How likely it is to see this or more where the true rate is {@code bound}. */
  public double likelihoodUnder(double bound) {
    return 1 - new BinomialDistribution(null, trials, bound).cumulativeProbability(times - 1);
  }
}
