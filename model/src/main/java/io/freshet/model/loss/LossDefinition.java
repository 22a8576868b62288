/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.List;
import java.util.Optional;

/**
 * All that there is to know of a loss: what configurations call it, what it needs and looks at, its
 * parameters, and the program that computes it. Immutable.
 *
 * @param name in configurations and reports: lower-case words with hyphens
 * @param description what it does, as a part of a sentence without its end
 * @param need what a row must bring
 * @param documents that it looks at
 * @param alike whether the two texts of a row are alike to it, or there is one only: none of them
 *     can then be a document that stays as it is
 * @param parameters in the order in which the program takes their numbers
 * @param program on embeddings; none where tokens are predicted, which is a pass of its own
 */
public record LossDefinition(
    String name,
    String description,
    Need need,
    Documents documents,
    boolean alike,
    List<LossParameter> parameters,
    Optional<LossProgram> program) {

  /** Documents of a sub-batch that a loss looks at, besides the positive of each row. */
  public enum Documents {
    /** No others. */
    POSITIVE,
    /** The row's own negatives. */
    OWN,
    /** The row's own negatives, and the positives of the other rows. */
    BATCH,
    /** All of the sub-batch. */
    ALL,
    /** Those that its parameter {@link LossParameter#NEGATIVES} chooses. */
    CHOSEN
  }

  /**
   * Checks that the parts fit each other.
   *
   * @throws IllegalArgumentException on a name of another form, two parameters of a name, one that
   *     is called as an option of a task but is another, a choice of documents without its
   *     parameter, or a program where there must be none or none where there must be one
   */
  public LossDefinition {
    parameters = List.copyOf(parameters);
    Names.check("loss", name);
    List<String> names = parameters.stream().map(LossParameter::name).toList();
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("loss %s has two parameters of a name".formatted(name));
    }
    for (LossParameter parameter : parameters) {
      refuseHomonym(name, parameter);
    }
    if ((documents == Documents.CHOSEN) != parameters.contains(LossParameter.NEGATIVES)) {
      throw new IllegalArgumentException(
          "loss %s must have the parameter negatives exactly if it chooses its documents"
              .formatted(name));
    }
    if (program.isPresent() == (need == Need.TOKENS)) {
      throw new IllegalArgumentException(
          "loss %s must have a program exactly if it is on embeddings".formatted(name));
    }
    if (need == Need.TOKENS && !parameters.equals(List.of(LossParameter.MASKED_SHARE))) {
      throw new IllegalArgumentException(
          "loss %s predicts tokens, and that has the parameter masked-share alone".formatted(name));
    }
  }

  private static void refuseHomonym(String name, LossParameter parameter) {
    for (LossParameter shared : LossParameter.SHARED) {
      if (shared.name().equals(parameter.name()) && !shared.equals(parameter)) {
        throw new IllegalArgumentException(
            "the parameter %s of loss %s is an option of tasks; take that one, or another name"
                .formatted(parameter.name(), name));
      }
    }
  }

  /** A parameter by its name. */
  public Optional<LossParameter> parameter(String key) {
    return parameters.stream().filter(each -> each.name().equals(key)).findFirst();
  }
}
