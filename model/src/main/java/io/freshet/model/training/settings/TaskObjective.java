/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Matryoshka;
import io.freshet.model.loss.Need;
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
   *     name, losses whose needs do not go together, or a negative number of tokens
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
          "task "
              + task
              + " needs losses of different names, not "
              + losses.stream().map(LossTerm::name).toList());
    }
    refuseMixtures(task, losses);
  }

  private static void refuseMixtures(String task, List<LossTerm> losses) {
    for (int i = 0; i < losses.size(); i++) {
      Loss first = losses.get(i).loss();
      for (LossTerm other : losses.subList(0, i)) {
        if (!first.need().goesWith(other.loss().need())) {
          throw new IllegalArgumentException(
              "task %s: %s (%s) and %s (%s) need a task each"
                  .formatted(
                      task,
                      other.loss().name(),
                      other.loss().need().words(),
                      first.name(),
                      first.need().words()));
        }
      }
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
    return with(losses, tokens);
  }

  private TaskObjective with(List<LossTerm> terms, int tokens) {
    return new TaskObjective(
        task, weight, terms, matryoshka, documentPrompt, queryMaxLength, documentMaxLength, tokens);
  }

  /**
   * The same with some of its losses alone.
   *
   * @param names empty for all
   * @throws IllegalArgumentException where it has no loss of a name
   */
  public TaskObjective of(List<String> names) {
    if (names.isEmpty()) {
      return this;
    }
    List<LossTerm> chosen = losses.stream().filter(term -> names.contains(term.name())).toList();
    if (chosen.size() != names.size()) {
      throw new IllegalArgumentException(
          "task %s has the losses %s, not %s"
              .formatted(task, losses.stream().map(LossTerm::name).toList(), names));
    }
    return with(chosen, microBatchTokens);
  }

  /** Whether each text is its own document, under another dropout. */
  public boolean views() {
    return needs(Need.VIEWS);
  }

  /** Whether a loss needs something of its rows. */
  public boolean needs(Need need) {
    return losses.stream().anyMatch(term -> term.loss().need() == need);
  }

  /** The loss on tokens, which then is the only one. */
  public Optional<Loss> prediction() {
    return losses.stream()
        .map(LossTerm::loss)
        .filter(loss -> loss.need() == Need.TOKENS)
        .findFirst();
  }

  /** Whether a loss treats both texts of a row alike, or knows one only. */
  public boolean alike() {
    return losses.stream().anyMatch(term -> term.loss().alike());
  }

  /** Whether embeddings of an earlier version are needed. */
  public boolean anchored() {
    return needs(Need.PREVIOUS);
  }
}
