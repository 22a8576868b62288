/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.OptionType;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.model.loss.LossParameter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
  public static final TaskLosses OF_KIND =
      new TaskLosses(
          List.of(),
          List.of(),
          LossParameter.TEACHER_TEMPERATURE.initial(),
          LossParameter.FALSE_NEGATIVE_MARGIN.initial(),
          LossParameter.MASKED_SHARE.initial());

  private static final OptionType<List<Width>> WIDTHS =
      new OptionType<>("widths", text -> Optional.of(readWidths(text)), TaskLosses::writeWidths);

  /** The options of the losses of a task. */
  static final Options OPTIONS = new Options();

  /** The options of the losses of a task. */
  static final class Options extends Section<TaskLosses> {
    final Option<List<LossConfig>> losses =
        add(
            Option.list(
                "losses",
                LossConfig.TYPE,
                "name, name:weight or name(parameter=value ..):weight, separated by commas",
                LossOptions.description()),
            TaskLosses::terms);
    final Option<List<Width>> matryoshka =
        add(
            Option.list(
                "matryoshka",
                WIDTHS,
                "width or width:weight, separated by commas",
                "Beginnings of the embeddings that every loss trains, so that embeddings may be cut to them; the whole width counts only where it is named. Empty for embeddings as they are."),
            TaskLosses::matryoshka);
    final Option<Double> teacherTemperature =
        add(LossOptions.number(LossParameter.TEACHER_TEMPERATURE), TaskLosses::teacherTemperature);
    final Option<Double> falseNegativeMargin =
        add(
            LossOptions.number(LossParameter.FALSE_NEGATIVE_MARGIN),
            TaskLosses::falseNegativeMargin);
    final Option<Double> maskedShare =
        add(LossOptions.number(LossParameter.MASKED_SHARE), TaskLosses::maskedShare);

    private Options() {}

    TaskLosses read(Values v) {
      return new TaskLosses(
          v.get(losses),
          v.get(matryoshka),
          v.get(teacherTemperature),
          v.get(falseNegativeMargin),
          v.get(maskedShare));
    }
  }

  /** Copies the lists. */
  public TaskLosses {
    terms = List.copyOf(terms);
    matryoshka = List.copyOf(matryoshka);
  }

  /** What the task gives a parameter of its losses, where these options have it. */
  OptionalDouble ofLosses(LossParameter parameter) {
    if (parameter.equals(LossParameter.TEACHER_TEMPERATURE)) {
      return OptionalDouble.of(teacherTemperature);
    }
    if (parameter.equals(LossParameter.FALSE_NEGATIVE_MARGIN)) {
      return OptionalDouble.of(falseNegativeMargin);
    }
    return parameter.equals(LossParameter.MASKED_SHARE)
        ? OptionalDouble.of(maskedShare)
        : OptionalDouble.empty();
  }

  /**
   * A beginning of the embeddings that is trained too.
   *
   * @param weight of the losses on it
   */
  public record Width(int width, double weight) implements Serializable {}

  /**
   * Reads widths, separated by commas, each with a weight behind a colon or none.
   *
   * @throws IllegalArgumentException with a message that says what is wrong
   */
  private static List<Width> readWidths(String text) {
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
  private static String writeWidths(List<Width> widths) {
    return widths.stream()
        .map(
            each ->
                each.weight() == 1
                    ? Integer.toString(each.width())
                    : each.width() + ":" + OptionType.DOUBLE.writer().apply(each.weight()))
        .collect(Collectors.joining(", "));
  }
}
