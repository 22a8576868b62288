/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Matryoshka;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one task is trained towards: the weighted sum of some losses.
 *
 * @param weight share of the task's loss in a step
 * @param losses at least one, each of another name
 * @param matryoshka beginnings of the embeddings that each loss counts
 * @param documentPrompt put before positives and negatives, may be empty
 * @param queryMaxLength tokens of a query at most, special tokens included
 * @param documentMaxLength tokens of a document at most, special tokens included
 * @param microBatchTokens padded tokens that go through the network with their graph at once, which
 *     sets the memory of a step; a sub-batch with more goes through gradient caching (Gao et al.
 *     2021): embedded without a graph, the loss on the embeddings, then part by part again with the
 *     gradients of the embeddings. 0 for no limit
 */
public record TaskObjective(
    String task,
    double weight,
    List<LossTerm> losses,
    Matryoshka matryoshka,
    String documentPrompt,
    int queryMaxLength,
    int documentMaxLength,
    int microBatchTokens) {

  /**
   * Checks the numbers, and that the losses go together.
   *
   * @throws IllegalArgumentException on a negative weight, a length below 3, no loss, two of a
   *     name, losses on pairs beside losses on single texts, or a negative number of tokens
   */
  public TaskObjective {
    losses = List.copyOf(losses);
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight of task " + task + " must not be " + weight);
    }
    if (queryMaxLength < 3 || documentMaxLength < 3) {
      throw new IllegalArgumentException("lengths of task " + task + " must be at least 3");
    }
    if (microBatchTokens < 0) {
      throw new IllegalArgumentException(
          "tokens of a part of task " + task + " must not be negative");
    }
    Set<String> names = new HashSet<>();
    losses.forEach(term -> names.add(term.name()));
    if (losses.isEmpty() || names.size() != losses.size()) {
      throw new IllegalArgumentException(
          "task " + task + " needs losses of different names, not " + losses);
    }
    refuseMixtures(task, losses);
  }

  private static void refuseMixtures(String task, List<LossTerm> losses) {
    Set<Loss.Need> needs = EnumSet.noneOf(Loss.Need.class);
    losses.stream()
        .filter(term -> !(term.loss() instanceof Loss.Anchor))
        .forEach(term -> needs.add(term.loss().need()));
    if (needs.contains(Loss.Need.VIEWS) && needs.size() > 1) {
      throw new IllegalArgumentException(
          "task %s: dropout views and losses on pairs need a task each".formatted(task));
    }
    if (needs.contains(Loss.Need.TEXT) && losses.size() > 1) {
      throw new IllegalArgumentException(
          "task %s: language modelling needs a task of its own".formatted(task));
    }
  }

  /** An objective of one loss, on embeddings as they are, in one part. */
  public static TaskObjective of(
      String task,
      double weight,
      Loss loss,
      String documentPrompt,
      int queryMaxLength,
      int documentMaxLength) {
    return new TaskObjective(
        task,
        weight,
        List.of(LossTerm.of(loss)),
        Matryoshka.NONE,
        documentPrompt,
        queryMaxLength,
        documentMaxLength,
        0);
  }

  /** The same, with another limit of the tokens that go through the network at once. */
  public TaskObjective withMicroBatchTokens(int tokens) {
    return new TaskObjective(
        task,
        weight,
        losses,
        matryoshka,
        documentPrompt,
        queryMaxLength,
        documentMaxLength,
        tokens);
  }

  /** Whether each text is its own document, under another dropout. */
  boolean views() {
    return needs(Loss.Need.VIEWS);
  }

  /** Whether a loss needs something of its rows. */
  boolean needs(Loss.Need need) {
    return losses.stream().anyMatch(term -> term.loss().need() == need);
  }

  /** The loss on tokens, which then is the only one. */
  Optional<Loss.LanguageModelling> prediction() {
    return losses.get(0).loss() instanceof Loss.LanguageModelling prediction
        ? Optional.of(prediction)
        : Optional.empty();
  }

  /** Whether a loss treats both texts of a row alike, or knows one only. */
  boolean alike() {
    return losses.stream().anyMatch(term -> term.loss().alike());
  }

  /** Whether embeddings of an earlier version are needed. */
  boolean anchored() {
    return losses.stream().anyMatch(term -> term.loss() instanceof Loss.Anchor);
  }
}
