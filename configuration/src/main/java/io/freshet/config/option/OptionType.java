/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the values of an option are read and written. Immutable.
 *
 * @param name for a person, such as {@code whole number}
 * @param reader makes a value of its text, empty where it is none; or throws an
 *     IllegalArgumentException that says what is wrong
 * @param writer the inverse of the reader
 */
public record OptionType<T>(
    String name, Function<String, Optional<T>> reader, Function<T, String> writer) {

  /** Any text. */
  public static final OptionType<String> TEXT =
      new OptionType<>("text", Optional::of, Function.identity());

  /** A whole number. */
  public static final OptionType<Integer> INTEGER =
      new OptionType<>(
          "whole number", text -> attempt(text, Integer::parseInt), value -> value.toString());

  /** A long whole number. */
  public static final OptionType<Long> LONG =
      new OptionType<>(
          "whole number", text -> attempt(text, Long::parseLong), value -> value.toString());

  /** A finite number. */
  public static final OptionType<Double> DOUBLE =
      new OptionType<>(
          "number",
          text -> attempt(text, Double::parseDouble).filter(Double::isFinite),
          OptionType::plain);

  /** A duration with its unit. */
  public static final OptionType<Duration> DURATION =
      new OptionType<>("duration such as 30s", OptionType::duration, OptionType::duration);

  /** True or false. */
  public static final OptionType<Boolean> FLAG =
      new OptionType<>(
          "true or false",
          text ->
              switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
              },
          value -> value.toString());

  /** Texts, separated by commas. */
  public static final OptionType<List<String>> NAMES =
      new OptionType<>(
          "texts, comma separated",
          text -> Optional.of(parts(text).toList()),
          texts -> String.join(", ", texts));

  /** Numbers by name, in the order of the text. */
  public static final OptionType<Map<String, Double>> FACTORS =
      new OptionType<>(
          "name=number, comma separated",
          OptionType::factors,
          factors ->
              factors.entrySet().stream()
                  .map(factor -> factor.getKey() + "=" + factor.getValue())
                  .collect(Collectors.joining(", ")));

  /** A number of bytes with its unit. */
  public static final OptionType<ByteSize> SIZE =
      new OptionType<>("size such as 512 MiB", ByteSize::parse, ByteSize::toString);

  private static final Pattern DURATION_FORM = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  /** An enum's constants, written in lower case with hyphens. */
  public static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
    E[] constants = type.getEnumConstants();
    return new OptionType<>(
        Arrays.stream(constants).map(OptionType::word).collect(Collectors.joining(", ")),
        text ->
            Arrays.stream(constants).filter(constant -> word(constant).equals(text)).findFirst(),
        OptionType::word);
  }

  private static Stream<String> parts(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty());
  }

  private static Optional<Map<String, Double>> factors(String text) {
    Map<String, Double> factors = new LinkedHashMap<>();
    for (String part : parts(text).toList()) {
      int sign = part.lastIndexOf('=');
      Optional<Double> factor =
          sign < 1 ? Optional.empty() : DOUBLE.reader().apply(part.substring(sign + 1).strip());
      if (factor.isEmpty()) {
        return Optional.empty();
      }
      factors.put(part.substring(0, sign).strip(), factor.get());
    }
    return Optional.of(Collections.unmodifiableMap(factors));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> Optional<T> attempt(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value) + ".0"
        : Double.toString(value);
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION_FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  private static String duration(Duration value) {
    long millis = value.toMillis();
    if (millis % 1000 != 0 || millis == 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
