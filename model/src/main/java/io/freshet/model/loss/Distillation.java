/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/**
 * The shares that a teacher's scores give a row's own keys, by softmax over the teacher's
 * temperature, are learnt by cosine over temperature. Not multiplied by the square of any
 * temperature.
 *
 * @param negatives which documents {@link Form#GRADED} tells the own keys from; the other forms
 *     look at own keys only
 */
public record Distillation(
    Form form, double temperature, double teacherTemperature, Negatives negatives) implements Loss {

  /** How the two distributions are compared. */
  public enum Form {
    /** Kullback-Leibler divergence of the student from the teacher. */
    DIVERGENCE,
    /** Cross entropy. */
    CROSS_ENTROPY,
    /**
     * Each own key is told from all candidates but the better own keys, by its share (Zhang et al.
     * 2023, LLM-Embedder).
     */
    GRADED
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a temperature that is not positive
   */
  public Distillation {
    Temperatures.check("temperature", temperature);
    Temperatures.check("teacher's temperature", teacherTemperature);
  }

  @Override
  public Need need() {
    return Need.TEACHER;
  }

  @Override
  public String name() {
    return switch (form) {
      case DIVERGENCE -> "kl-distillation";
      case CROSS_ENTROPY -> "cross-entropy-distillation";
      case GRADED -> "graded-distillation";
    };
  }

  @Override
  public Candidates.Reach reach() {
    return form == Form.GRADED
        ? Candidates.Reach.of(negatives)
        : Candidates.Reach.of(Negatives.OWN);
  }

  @Override
  public LossNumbers numbers() {
    return new LossNumbers(kind(), temperature, teacherTemperature, 2, negatives.code());
  }

  private int kind() {
    return switch (form) {
      case DIVERGENCE -> 3;
      case CROSS_ENTROPY -> 4;
      case GRADED -> 5;
    };
  }
}
