/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

/**
 * What one task is trained towards.
 *
 * @param weight share of the task's loss in a step
 * @param temperature of the contrastive losses; the scale of CoSENT is its inverse
 * @param documentPrompt put before positives and negatives, may be empty
 * @param queryMaxLength tokens of a query at most, special tokens included
 * @param documentMaxLength tokens of a document at most, special tokens included
 * @param partTokens padded tokens that go through the network with their graph at once, which sets
 *     the memory of a step; a sub-batch with more goes through gradient caching (Gao et al. 2021):
 *     embedded without a graph, the loss on the embeddings, then part by part again with the
 *     gradients of the embeddings. 0 for no limit
 */
public record TaskObjective(
    String task,
    LossKind loss,
    double weight,
    double temperature,
    Negatives negatives,
    String documentPrompt,
    int queryMaxLength,
    int documentMaxLength,
    int partTokens) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a negative weight, a temperature that is not positive, a
   *     length below 3, or a negative number of tokens
   */
  public TaskObjective {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight of task " + task + " must not be " + weight);
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "temperature of task " + task + " must be positive, not " + temperature);
    }
    if (queryMaxLength < 3 || documentMaxLength < 3) {
      throw new IllegalArgumentException("lengths of task " + task + " must be at least 3");
    }
    if (partTokens < 0) {
      throw new IllegalArgumentException(
          "tokens of a part of task " + task + " must not be negative");
    }
  }
}
