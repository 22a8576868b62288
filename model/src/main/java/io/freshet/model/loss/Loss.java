/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.List;
import java.util.Map;

/**
 * What embeddings, or the predictions of tokens, are trained towards: a definition and the numbers
 * of its parameters. Immutable.
 *
 * @param parameters in the order of the definition
 */
public record Loss(LossDefinition definition, List<Double> parameters) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException where they are not one a parameter and within its bounds
   */
  public Loss {
    parameters = List.copyOf(parameters);
    if (parameters.size() != definition.parameters().size()) {
      throw new IllegalArgumentException(
          "%s has %d parameters, not %s"
              .formatted(definition.name(), definition.parameters().size(), parameters));
    }
    for (int i = 0; i < parameters.size(); i++) {
      LossParameter parameter = definition.parameters().get(i);
      if (!parameter.allows(parameters.get(i))) {
        throw new IllegalArgumentException(
            "%s.%s: '%s' is not allowed; expected %s"
                .formatted(
                    definition.name(), parameter.name(), parameters.get(i), parameter.allowed()));
      }
    }
  }

  /**
   * A loss with some of its parameters given, and the defaults of the others.
   *
   * @throws IllegalArgumentException where one is not the definition's, or out of bounds
   */
  public static Loss of(LossDefinition definition, Map<LossParameter, Double> given) {
    for (LossParameter parameter : given.keySet()) {
      if (!definition.parameters().contains(parameter)) {
        throw new IllegalArgumentException(
            "%s has no parameter %s".formatted(definition.name(), parameter.name()));
      }
    }
    return new Loss(
        definition,
        definition.parameters().stream()
            .map(parameter -> given.getOrDefault(parameter, parameter.initial()))
            .toList());
  }

  /** What the loss is called in configurations and reports. */
  public String name() {
    return definition.name();
  }

  /** What a row must bring. */
  public Need need() {
    return definition.need();
  }

  /** Whether the two texts of a row are alike to the loss, or there is one only. */
  public boolean alike() {
    return definition.alike();
  }

  /**
   * The number of a parameter.
   *
   * @throws IllegalArgumentException where the loss has no such parameter
   */
  public double parameter(LossParameter parameter) {
    int place = definition.parameters().indexOf(parameter);
    if (place < 0) {
      throw new IllegalArgumentException(
          "%s has no parameter %s".formatted(name(), parameter.name()));
    }
    return parameters.get(place);
  }

  /** The name, and each parameter with its number. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name());
    for (int i = 0; i < parameters.size(); i++) {
      text.append(' ').append(definition.parameters().get(i).name()).append('=');
      text.append(parameters.get(i));
    }
    return text.toString();
  }

  /** Which documents the loss looks at, besides the positives. */
  public Candidates.Reach reach() {
    return switch (definition.documents()) {
      case POSITIVE -> Candidates.Reach.NONE;
      case OWN -> Candidates.Reach.of(Negatives.OWN);
      case BATCH -> Candidates.Reach.of(Negatives.BATCH);
      case ALL -> Candidates.Reach.of(Negatives.ALL);
      case CHOSEN -> Candidates.Reach.of(Negatives.of((int) parameter(LossParameter.NEGATIVES)));
    };
  }
}
