/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One key of the configuration: typed, with its default, bounds and description. Immutable.
 *
 * @param key the full path, such as {@code training.learning-rate}, or the key within a task
 * @param initial the value where none is given; empty where one must be given
 * @param allowed the bounds for a person, or the empty string where every value of the type will do
 * @param secret whether the value must be a reference and is masked wherever it is printed
 */
public record Option<T>(
    String key,
    OptionType<T> type,
    Optional<T> initial,
    Predicate<T> bounds,
    String allowed,
    boolean secret,
    String description) {

  private static final String MASK = "***";

  /** A text. */
  public static Option<String> text(String key, String initial, String description) {
    return of(key, OptionType.TEXT, Optional.of(initial), text -> true, "", description);
  }

  /** A text that has no default and may not be blank. */
  public static Option<String> required(String key, String description) {
    return of(
        key, OptionType.TEXT, Optional.empty(), text -> !text.isBlank(), "not blank", description);
  }

  /**
   * A text of a form.
   *
   * @param pattern a regular expression for the whole text
   */
  public static Option<String> matching(
      String key, String initial, String pattern, String allowed, String description) {
    return of(
        key,
        OptionType.TEXT,
        Optional.of(initial),
        text -> text.matches(pattern),
        allowed,
        description);
  }

  /** A secret, empty where none is given. */
  public static Option<String> secret(String key, String description) {
    return new Option<>(
        key,
        OptionType.TEXT,
        Optional.of(""),
        text -> true,
        "${env:NAME} or ${file:PATH}",
        true,
        description);
  }

  /** A whole number of a closed range. */
  public static Option<Integer> integer(
      String key, int initial, int low, int high, String description) {
    return of(
        key,
        OptionType.INTEGER,
        Optional.of(initial),
        value -> value >= low && value <= high,
        range(low, high, high == Integer.MAX_VALUE),
        description);
  }

  /** A long whole number of a closed range. */
  public static Option<Long> number(
      String key, long initial, long low, long high, String description) {
    return of(
        key,
        OptionType.LONG,
        Optional.of(initial),
        value -> value >= low && value <= high,
        low == Long.MIN_VALUE ? "" : range(low, high, high == Long.MAX_VALUE),
        description);
  }

  /** A number of a closed range. */
  public static Option<Double> real(
      String key, double initial, double low, double high, String description) {
    return of(
        key,
        OptionType.DOUBLE,
        Optional.of(initial),
        value -> value >= low && value <= high,
        range(OptionType.DOUBLE.writer().apply(low), OptionType.DOUBLE.writer().apply(high), false),
        description);
  }

  /** A number above 0, up to the given one. */
  public static Option<Double> positive(
      String key, double initial, double high, String description) {
    return of(
        key,
        OptionType.DOUBLE,
        Optional.of(initial),
        value -> value > 0 && value <= high,
        "above 0, at most " + OptionType.DOUBLE.writer().apply(high),
        description);
  }

  /** A number of bytes of a closed range. */
  public static Option<ByteSize> size(
      String key, ByteSize initial, ByteSize low, ByteSize high, String description) {
    return of(
        key,
        OptionType.SIZE,
        Optional.of(initial),
        value -> value.compareTo(low) >= 0 && value.compareTo(high) <= 0,
        range(low, high, false),
        description);
  }

  /** A duration of a closed range. */
  public static Option<Duration> duration(
      String key, Duration initial, Duration low, Duration high, String description) {
    return of(
        key,
        OptionType.DURATION,
        Optional.of(initial),
        value -> value.compareTo(low) >= 0 && value.compareTo(high) <= 0,
        range(
            OptionType.DURATION.writer().apply(low),
            OptionType.DURATION.writer().apply(high),
            false),
        description);
  }

  /** A constant of an enum. */
  public static <E extends Enum<E>> Option<E> choice(
      String key, Class<E> type, E initial, String description) {
    return of(key, OptionType.choice(type), Optional.of(initial), value -> true, "", description);
  }

  /** A list of values, empty where none is given. */
  public static <E> Option<List<E>> list(
      String key, OptionType<List<E>> type, String allowed, String description) {
    return of(key, type, Optional.of(List.of()), list -> true, allowed, description);
  }

  /** Whether something is so; not where nothing is given. */
  public static Option<Boolean> flag(String key, String description) {
    return of(key, OptionType.FLAG, Optional.of(false), value -> true, "", description);
  }

  /** The default as it would stand in a file, empty where a value must be given. */
  public Optional<String> initialText() {
    return initial.map(type.writer());
  }

  /**
   * Makes a value of its text.
   *
   * @param path the key as the file has it, for the message
   * @throws IllegalArgumentException with a message that names key, value and what is allowed
   */
  public T parse(String path, String text) {
    String shown = secret ? MASK : "'" + text + "'";
    T value =
        read(path, shown, text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        path + ": " + shown + " is not allowed; expected " + expected()));
    if (!bounds.test(value)) {
      throw new IllegalArgumentException(
          path + ": " + shown + " is not allowed; expected " + expected());
    }
    return value;
  }

  /** A value as a file would have it: a number, or a text; masked where it is a secret. */
  Object shown(T value) {
    if (secret && !initial.equals(Optional.of(value))) {
      return MASK;
    }
    return value instanceof Number ? value : type.writer().apply(value);
  }

  /** The same option, whose values are secrets. */
  Option<T> asSecret() {
    return new Option<>(key, type, initial, bounds, allowed, true, description);
  }

  private Optional<T> read(String path, String shown, String text) {
    try {
      return type.reader().apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          path + ": " + shown + " is not allowed; " + e.getMessage(), e);
    }
  }

  private String expected() {
    return allowed.isEmpty() ? type.name() : type.name() + ", " + allowed;
  }

  private static String range(Object low, Object high, boolean open) {
    return open ? "at least " + low : low + " to " + high;
  }

  /**
   * An option of any type.
   *
   * @param allowed the bounds for a person, or the empty string
   */
  public static <T> Option<T> of(
      String key,
      OptionType<T> type,
      Optional<T> initial,
      Predicate<T> bounds,
      String allowed,
      String description) {
    return new Option<>(key, type, initial, bounds, allowed, false, description);
  }
}
