/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.List;

/**
 * Makes the losses of {@link BuiltInLosses}. All throw an IllegalArgumentException on a number out
 * of bounds. Stateless.
 */
public final class Losses {
  private static final double NO_MARGIN = LossParameter.FALSE_NEGATIVE_MARGIN.initial();

  private Losses() {}

  /** {@link BuiltInLosses#INFO_NCE} that leaves out no false negatives. */
  public static Loss infoNce(double temperature, Negatives negatives) {
    return infoNce(temperature, negatives, NO_MARGIN);
  }

  /** {@link BuiltInLosses#INFO_NCE}. */
  public static Loss infoNce(double temperature, Negatives negatives, double margin) {
    return loss(BuiltInLosses.INFO_NCE, temperature, (double) negatives.code(), margin);
  }

  /** {@link BuiltInLosses#SYMMETRIC_INFO_NCE} that leaves out no false negatives. */
  public static Loss symmetricInfoNce(double temperature, Negatives negatives) {
    return symmetricInfoNce(temperature, negatives, NO_MARGIN);
  }

  /** {@link BuiltInLosses#SYMMETRIC_INFO_NCE}. */
  public static Loss symmetricInfoNce(double temperature, Negatives negatives, double margin) {
    return loss(BuiltInLosses.SYMMETRIC_INFO_NCE, temperature, (double) negatives.code(), margin);
  }

  /** {@link BuiltInLosses#COSENT}. */
  public static Loss cosent(double temperature) {
    return loss(BuiltInLosses.COSENT, temperature);
  }

  /** {@link BuiltInLosses#KL_DISTILLATION}. */
  public static Loss klDistillation(double temperature, double teacherTemperature) {
    return loss(BuiltInLosses.KL_DISTILLATION, temperature, teacherTemperature);
  }

  /** {@link BuiltInLosses#CROSS_ENTROPY_DISTILLATION}. */
  public static Loss crossEntropyDistillation(double temperature, double teacherTemperature) {
    return loss(BuiltInLosses.CROSS_ENTROPY_DISTILLATION, temperature, teacherTemperature);
  }

  /** {@link BuiltInLosses#GRADED_DISTILLATION}. */
  public static Loss gradedDistillation(
      double temperature, double teacherTemperature, Negatives negatives) {
    return loss(
        BuiltInLosses.GRADED_DISTILLATION,
        temperature,
        teacherTemperature,
        (double) negatives.code());
  }

  /** {@link BuiltInLosses#MARGIN_MSE}. */
  public static Loss marginMse(double teacherTemperature) {
    return loss(BuiltInLosses.MARGIN_MSE, teacherTemperature);
  }

  /** {@link BuiltInLosses#ANCHOR}. */
  public static Loss anchor() {
    return loss(BuiltInLosses.ANCHOR);
  }

  /** {@link BuiltInLosses#DROPOUT_VIEWS}. */
  public static Loss dropoutViews(double temperature) {
    return loss(BuiltInLosses.DROPOUT_VIEWS, temperature);
  }

  /** {@link BuiltInLosses#LANGUAGE_MODELLING}. */
  public static Loss languageModelling(double maskedShare) {
    return loss(BuiltInLosses.LANGUAGE_MODELLING, maskedShare);
  }

  private static Loss loss(LossDefinition definition, Double... parameters) {
    return new Loss(definition, List.of(parameters));
  }
}
