/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

import io.freshet.model.loss.LossTerm;
import java.util.Collection;
import java.util.Map;

/**
 * What a model with its trained parameters can be trained towards.
 *
 * @param dimension numbers of an embedding
 * @param own parameters of tasks of their own
 * @param predict whether there is a head that predicts tokens
 * @param freezeDocuments whether documents are not trained
 */
public record ObjectiveRules(
    int dimension, Map<String, TaskParameters> own, boolean predict, boolean freezeDocuments) {

  /** Copies the map. */
  public ObjectiveRules {
    own = Map.copyOf(own);
  }

  /**
   * The rules of a training.
   *
   * @param started the objectives that it starts with, for which its parameters are made
   */
  public static ObjectiveRules of(
      int dimension, ParameterSettings parameters, Collection<TaskObjective> started) {
    return new ObjectiveRules(
        dimension,
        parameters.tasks(),
        started.stream().anyMatch(each -> each.prediction().isPresent()),
        parameters.freezeDocuments());
  }

  /**
   * Checks an objective.
   *
   * @throws IllegalArgumentException where it does not fit the model
   */
  public void check(TaskObjective objective) {
    int widest = objective.matryoshka().widths().stream().reduce(0, Math::max);
    TaskParameters parameters = own.get(objective.task());
    int projection = parameters == null ? 0 : parameters.projection();
    int width = projection == 0 ? dimension : projection;
    if (widest > width) {
      throw new IllegalArgumentException(
          "task %s trains the first %d numbers of embeddings that have %d"
              .formatted(objective.task(), widest, width));
    }
    if (projection > 0 && objective.anchored()) {
      throw new IllegalArgumentException(
          "task %s has a projection, and an earlier version's embeddings have none to hold it to"
              .formatted(objective.task()));
    }
    if (projection > 0 && objective.prediction().isPresent()) {
      throw new IllegalArgumentException(
          "task %s has a projection, but predicts tokens and so makes no embedding to project"
              .formatted(objective.task()));
    }
    if (objective.prediction().isPresent() && !predict) {
      throw new IllegalArgumentException(
          "task %s predicts tokens, but no task did when the trainer started, so it has no head for that"
              .formatted(objective.task()));
    }
    if (freezeDocuments && objective.alike()) {
      throw new IllegalArgumentException(
          "documents are frozen, but task %s has a loss that treats both of its texts alike, so that neither can stay as it is (%s); leave the task out, or train documents too"
              .formatted(
                  objective.task(), objective.losses().stream().map(LossTerm::name).toList()));
    }
  }
}
