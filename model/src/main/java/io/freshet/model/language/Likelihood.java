/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.language;

/** How likely a model finds the answer of a prompt, or why it cannot say. */
public sealed interface Likelihood {

  /**
   * The answer was judged.
   *
   * @param mean of the log-likelihoods of its tokens
   * @param tokens of the answer
   * @param cut whether the candidate was cut to fit
   */
  record Known(double mean, int tokens, boolean cut) implements Likelihood {}

  /**
   * The prompt cannot be judged, whatever the candidate.
   *
   * @param reason for a person
   */
  record Unfit(String reason) implements Likelihood {}
}
