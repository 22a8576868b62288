/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.NearestKey;
import io.freshet.config.option.Option;
import io.freshet.config.option.OptionType;
import io.freshet.model.loss.Loss.Need;
import io.freshet.model.loss.Negatives;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One loss of a task, written {@code name}, {@code name:weight} or {@code name(parameter=value
 * ..):weight}.
 *
 * @param weight that its value is multiplied by
 * @param parameters its own settings, as written; what is not there is as the task has it
 */
public record LossConfig(Name name, double weight, Map<Parameter, String> parameters)
    implements Serializable {

  /** The losses there are. */
  public enum Name {
    INFO_NCE(Need.PAIR),
    SYMMETRIC_INFO_NCE(Need.PAIR),
    COSENT(Need.GRADE),
    KL_DISTILLATION(Need.TEACHER),
    CROSS_ENTROPY_DISTILLATION(Need.TEACHER),
    GRADED_DISTILLATION(Need.TEACHER),
    MARGIN_MSE(Need.TEACHER),
    ANCHOR(Need.TEXT),
    DROPOUT_VIEWS(Need.VIEWS),
    LANGUAGE_MODELLING(Need.TEXT);

    private final Need need;

    Name(Need need) {
      this.need = need;
    }

    /** What an example must bring. */
    public Need need() {
      return need;
    }

    /** Whether the loss looks at single texts, so that none on pairs goes beside it. */
    public boolean onTexts() {
      return this == DROPOUT_VIEWS || this == LANGUAGE_MODELLING;
    }

    /** Whether the loss treats both texts of a pair alike, or knows single ones only. */
    boolean alike() {
      return this == SYMMETRIC_INFO_NCE || this == COSENT || onTexts();
    }

    private List<Parameter> parameters() {
      return switch (this) {
        case INFO_NCE, SYMMETRIC_INFO_NCE ->
            List.of(Parameter.TEMPERATURE, Parameter.NEGATIVES, Parameter.FALSE_NEGATIVE_MARGIN);
        case COSENT, DROPOUT_VIEWS -> List.of(Parameter.TEMPERATURE);
        case KL_DISTILLATION, CROSS_ENTROPY_DISTILLATION ->
            List.of(Parameter.TEMPERATURE, Parameter.TEACHER_TEMPERATURE);
        case GRADED_DISTILLATION ->
            List.of(Parameter.TEMPERATURE, Parameter.TEACHER_TEMPERATURE, Parameter.NEGATIVES);
        case MARGIN_MSE -> List.of(Parameter.TEACHER_TEMPERATURE);
        case ANCHOR -> List.of();
        case LANGUAGE_MODELLING -> List.of(Parameter.MASKED_SHARE);
      };
    }

    /** The name as it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What a loss may have of its own; each is an option of the task as well. */
  public enum Parameter {
    TEMPERATURE,
    TEACHER_TEMPERATURE,
    FALSE_NEGATIVE_MARGIN,
    MASKED_SHARE,
    NEGATIVES;

    /** The option of the task that holds where a loss says nothing. */
    Option<?> option() {
      return switch (this) {
        case TEMPERATURE -> TaskConfig.OPTIONS.temperature;
        case TEACHER_TEMPERATURE -> TaskLosses.OPTIONS.teacherTemperature;
        case FALSE_NEGATIVE_MARGIN -> TaskLosses.OPTIONS.falseNegativeMargin;
        case MASKED_SHARE -> TaskLosses.OPTIONS.maskedShare;
        case NEGATIVES -> TaskConfig.OPTIONS.negatives;
      };
    }
  }

  private static final Pattern TERM =
      Pattern.compile("([^:()\\s]+)\\s*(?:\\(([^()]*)\\))?\\s*(?::\\s*(\\S+))?");
  private static final double MOST_WEIGHT = 1e6;

  /** Losses as an option of a task has them. */
  static final OptionType<List<LossConfig>> TYPE =
      new OptionType<>("losses", text -> Optional.of(read(text)), LossConfig::write);

  /** Copies the parameters. */
  public LossConfig {
    parameters = Map.copyOf(parameters);
  }

  /** A loss of weight 1 with the settings of its task. */
  public static LossConfig of(Name name) {
    return new LossConfig(name, 1, Map.of());
  }

  /** The loss's own number, else the task's. */
  public double number(Parameter parameter, double ofTask) {
    String own = parameters.get(parameter);
    return own == null ? ofTask : Double.parseDouble(own);
  }

  /** The loss's own negatives, else the task's. */
  public Negatives negatives(Negatives ofTask) {
    String own = parameters.get(Parameter.NEGATIVES);
    return own == null ? ofTask : Negatives.valueOf(own.toUpperCase(Locale.ROOT));
  }

  /**
   * Reads losses, separated by commas.
   *
   * @throws IllegalArgumentException with a message that says what is wrong, and which name may
   *     have been meant
   */
  private static List<LossConfig> read(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<LossConfig> losses = Arrays.stream(text.split(",")).map(LossConfig::term).toList();
    List<Name> names = losses.stream().map(LossConfig::name).toList();
    for (Name name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new IllegalArgumentException(name.word() + " is named twice");
      }
      if (name.onTexts() && names.stream().anyMatch(other -> !goTogether(name, other))) {
        throw new IllegalArgumentException(
            name.word() + " learns from single texts and needs a task of its own");
      }
    }
    return losses;
  }

  private static boolean goTogether(Name onTexts, Name other) {
    return other == onTexts || (onTexts == Name.DROPOUT_VIEWS && other == Name.ANCHOR);
  }

  /** The inverse of {@link #read}. */
  private static String write(List<LossConfig> losses) {
    return losses.stream().map(LossConfig::written).collect(Collectors.joining(", "));
  }

  private String written() {
    StringBuilder text = new StringBuilder(name.word());
    if (!parameters.isEmpty()) {
      text.append(
          new TreeMap<>(parameters)
              .entrySet().stream()
                  .map(entry -> word(entry.getKey()) + "=" + entry.getValue())
                  .collect(Collectors.joining(" ", "(", ")")));
    }
    return weight == 1
        ? text.toString()
        : text.append(':').append(OptionType.DOUBLE.writer().apply(weight)).toString();
  }

  private static LossConfig term(String text) {
    Matcher matcher = TERM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no loss; write name, name:weight or name(parameter=value):weight"
              .formatted(text.strip()));
    }
    Name name = name(matcher.group(1));
    return new LossConfig(
        name,
        matcher.group(3) == null ? 1 : weight(matcher.group(3)),
        matcher.group(2) == null ? Map.of() : parameters(name, matcher.group(2)));
  }

  private static Name name(String word) {
    List<String> known = Arrays.stream(Name.values()).map(Name::word).toList();
    int place = known.indexOf(word);
    if (place < 0) {
      throw new IllegalArgumentException(
          "no loss is called %s; did you mean %s? There are %s"
              .formatted(word, NearestKey.of(word, known).orElse(""), String.join(", ", known)));
    }
    return Name.values()[place];
  }

  private static double weight(String text) {
    double weight = OptionType.DOUBLE.reader().apply(text).orElse(-1.0);
    if (!(weight > 0 && weight <= MOST_WEIGHT)) {
      throw new IllegalArgumentException(
          "the weight '%s' is not allowed; expected a number above 0, at most %s"
              .formatted(text, OptionType.DOUBLE.writer().apply(MOST_WEIGHT)));
    }
    return weight;
  }

  private static Map<Parameter, String> parameters(Name name, String text) {
    Map<Parameter, String> parameters = new EnumMap<>(Parameter.class);
    List<String> known = name.parameters().stream().map(LossConfig::word).toList();
    for (String setting : List.of(text.strip().split("\\s+"))) {
      String[] keyAndValue = setting.split("=", 2);
      int place = known.indexOf(keyAndValue[0]);
      if (place < 0 || keyAndValue.length < 2) {
        throw new IllegalArgumentException(
            "'%s' is no parameter of %s; it has %s"
                .formatted(
                    setting, name.word(), known.isEmpty() ? "none" : String.join(", ", known)));
      }
      Parameter parameter = name.parameters().get(place);
      parameter.option().parse(name.word() + "." + keyAndValue[0], keyAndValue[1]);
      if (parameters.put(parameter, keyAndValue[1]) != null) {
        throw new IllegalArgumentException(keyAndValue[0] + " is given twice");
      }
    }
    return parameters;
  }

  private static String word(Parameter parameter) {
    return parameter.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
