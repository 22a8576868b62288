/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.OptionType;
import io.freshet.connectors.NearestKey;
import io.freshet.model.loss.LossDefinition;
import io.freshet.model.loss.LossDefinitions;
import io.freshet.model.loss.LossParameter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
 * @param name of a {@link LossDefinition} on the class path
 * @param weight that its value is multiplied by
 * @param parameters its own settings by name, as numbers that programs see; what is not there is as
 *     the task has it
 */
public record LossConfig(String name, double weight, Map<String, Double> parameters)
    implements Serializable {

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

  /** Losses of weight 1 with the settings of their task. */
  static List<LossConfig> of(LossDefinition... definitions) {
    return Arrays.stream(definitions)
        .map(definition -> new LossConfig(definition.name(), 1, Map.of()))
        .toList();
  }

  /**
   * What the loss is.
   *
   * @throws IllegalStateException where its definition is not on the class path of this process
   */
  public LossDefinition definition() {
    return LossDefinitions.installed()
        .find(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the loss %s is not on the class path of this process".formatted(name)));
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
    for (int i = 0; i < losses.size(); i++) {
      LossConfig loss = losses.get(i);
      List<LossConfig> others = new ArrayList<>(losses);
      others.remove(i);
      if (others.stream().anyMatch(other -> other.name().equals(loss.name()))) {
        throw new IllegalArgumentException(loss.name() + " is named twice");
      }
      if (loss.definition().need().onTexts()
          && others.stream().anyMatch(other -> !loss.goesWith(other))) {
        throw new IllegalArgumentException(
            loss.name() + " learns from single texts and needs a task of its own");
      }
    }
    return losses;
  }

  private boolean goesWith(LossConfig other) {
    return definition().need().goesWith(other.definition().need());
  }

  /** The inverse of {@link #read}. */
  private static String write(List<LossConfig> losses) {
    return losses.stream().map(LossConfig::written).collect(Collectors.joining(", "));
  }

  private String written() {
    StringBuilder text = new StringBuilder(name);
    if (!parameters.isEmpty()) {
      text.append(
          new TreeMap<>(parameters)
              .entrySet().stream()
                  .map(entry -> entry.getKey() + "=" + written(entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(" ", "(", ")")));
    }
    return weight == 1
        ? text.toString()
        : text.append(':').append(OptionType.DOUBLE.writer().apply(weight)).toString();
  }

  private String written(String key, double value) {
    LossParameter parameter = definition().parameter(key).orElseThrow();
    return LossOptions.of(parameter).type().writer().apply(value);
  }

  private static LossConfig term(String text) {
    Matcher matcher = TERM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no loss; write name, name:weight or name(parameter=value):weight"
              .formatted(text.strip()));
    }
    LossDefinition definition = definition(matcher.group(1));
    return new LossConfig(
        definition.name(),
        matcher.group(3) == null ? 1 : weight(matcher.group(3)),
        matcher.group(2) == null ? Map.of() : parameters(definition, matcher.group(2)));
  }

  private static LossDefinition definition(String name) {
    LossDefinitions installed = LossDefinitions.installed();
    return installed
        .find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no loss is called %s; did you mean %s? There are %s"
                        .formatted(
                            name,
                            NearestKey.of(name, installed.names()).orElse(""),
                            String.join(", ", installed.names()))));
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

  private static Map<String, Double> parameters(LossDefinition definition, String text) {
    Map<String, Double> parameters = new HashMap<>();
    for (String setting : List.of(text.strip().split("\\s+"))) {
      String[] keyAndValue = setting.split("=", 2);
      Optional<LossParameter> parameter = definition.parameter(keyAndValue[0]);
      if (parameter.isEmpty() || keyAndValue.length < 2) {
        List<String> known = definition.parameters().stream().map(LossParameter::name).toList();
        throw new IllegalArgumentException(
            "'%s' is no parameter of %s; it has %s"
                .formatted(
                    setting,
                    definition.name(),
                    known.isEmpty() ? "none" : String.join(", ", known)));
      }
      double value =
          LossOptions.of(parameter.get())
              .parse(definition.name() + "." + keyAndValue[0], keyAndValue[1]);
      if (parameters.put(keyAndValue[0], value) != null) {
        throw new IllegalArgumentException(keyAndValue[0] + " is given twice");
      }
    }
    return parameters;
  }
}
