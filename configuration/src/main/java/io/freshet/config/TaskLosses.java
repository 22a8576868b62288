/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a task is trained towards, besides its weight, temperature and negatives.
 *
 * @param terms empty for those of the task's kind
 * @param matryoshka empty for embeddings as they are
 * @param teacherTemperature that a teacher's scores are divided by
 * @param falseNegativeMargin cosine above the positive's from which on a negative is left out
 * @param maskedShare of tokens that an encoder is to predict
 */
public record TaskLosses(
    List<LossConfig> terms,
    List<Width> matryoshka,
    double teacherTemperature,
    double falseNegativeMargin,
    double maskedShare)
    implements Serializable {

  /** The losses of the task's kind, all settings at their defaults. */
  public static final TaskLosses OF_KIND = new TaskLosses(List.of(), List.of(), 1, 2, 0.15);

  /** Copies the lists. */
  public TaskLosses {
    terms = List.copyOf(terms);
    matryoshka = List.copyOf(matryoshka);
  }

  /**
   * A beginning of the embeddings that is trained too.
   *
   * @param weight of the losses on it
   */
  public record Width(int width, double weight) implements Serializable {}

  /** Other settings that may change while a job runs. */
  public TaskLosses with(double otherTeacherTemperature, double otherMargin) {
    return new TaskLosses(terms, matryoshka, otherTeacherTemperature, otherMargin, maskedShare);
  }

  /**
   * Reads widths, separated by commas, each with a weight behind a colon or none.
   *
   * @throws IllegalArgumentException with a message that says what is wrong
   */
  static List<Width> readWidths(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<Width> widths = new ArrayList<>();
    for (String part : Arrays.stream(text.split(",")).map(String::strip).toList()) {
      String[] widthAndWeight = part.split(":", 2);
      int width = OptionType.INTEGER.reader().apply(widthAndWeight[0].strip()).orElse(0);
      double weight =
          widthAndWeight.length < 2
              ? 1
              : OptionType.DOUBLE.reader().apply(widthAndWeight[1].strip()).orElse(0.0);
      if (width < 1 || !(weight > 0)) {
        throw new IllegalArgumentException(
            "'%s' is no width; write a whole number above 0, or number:weight".formatted(part));
      }
      if (widths.stream().anyMatch(other -> other.width() == width)) {
        throw new IllegalArgumentException("the width " + width + " is given twice");
      }
      widths.add(new Width(width, weight));
    }
    return List.copyOf(widths);
  }

  /** The inverse of {@link #readWidths}. */
  static String writeWidths(List<Width> widths) {
    return widths.stream()
        .map(
            each ->
                each.weight() == 1
                    ? Integer.toString(each.width())
                    : each.width() + ":" + OptionType.DOUBLE.writer().apply(each.weight()))
        .collect(Collectors.joining(", "));
  }
}
