/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.OptionType;
import io.freshet.model.loss.LossDefinition;
import io.freshet.model.loss.LossDefinitions;
import io.freshet.model.loss.LossParameter;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parameters of losses as options, and the losses that there are in words. */
final class LossOptions {
  private LossOptions() {}

  /** A parameter that is a number as an option. */
  static Option<Double> number(LossParameter.Real parameter) {
    return Option.of(
        parameter.name(),
        OptionType.DOUBLE,
        Optional.of(parameter.initial()),
        parameter::allows,
        parameter.allowed(),
        parameter.description());
  }

  /** A parameter as an option whose values are the numbers that programs see. */
  static Option<Double> of(LossParameter parameter) {
    if (parameter instanceof LossParameter.Choice choice) {
      return Option.of(
          choice.name(),
          words(choice),
          Optional.of(choice.initial()),
          value -> true,
          "",
          choice.description());
    }
    return number((LossParameter.Real) parameter);
  }

  private static OptionType<Double> words(LossParameter.Choice choice) {
    return new OptionType<>(
        choice.allowed(),
        text ->
            Optional.of(choice.words().indexOf(text)).filter(at -> at >= 0).map(at -> (double) at),
        value -> choice.words().get(value.intValue()));
  }

  /** What the option {@code losses} says: all losses with their needs and parameters. */
  static String description() {
    return "The losses of the task, added up by weight, each reported apart; empty for those of its kind. A loss counts for the examples that bring what it needs: "
        + losses()
        + ". A parameter that a loss does not give is the task's where the task has an option of its name, else its default.";
  }

  private static String losses() {
    try {
      return LossDefinitions.installed().all().stream()
          .map(LossOptions::describe)
          .collect(Collectors.joining("; "));
    } catch (IllegalStateException e) {
      // Options are made while classes are initialised, which is no place to fail at: reading a
      // task's losses does.
      return String.valueOf(e.getMessage());
    }
  }

  private static String describe(LossDefinition loss) {
    String parameters =
        loss.parameters().isEmpty()
            ? ""
            : loss.parameters().stream()
                .map(LossOptions::describe)
                .collect(Collectors.joining(", ", "; takes ", ""));
    return "`%s` %s (needs %s%s)"
        .formatted(loss.name(), loss.description(), loss.need().words(), parameters);
  }

  private static String describe(LossParameter parameter) {
    String name = "`" + parameter.name() + "`";
    if (LossParameter.SHARED.contains(parameter)) {
      return name;
    }
    Option<Double> option = of(parameter);
    return "%s (%s; %s, default %s)"
        .formatted(
            name,
            parameter.description().replaceFirst("\\.$", ""),
            parameter.allowed(),
            option.initialText().orElse(""));
  }
}
