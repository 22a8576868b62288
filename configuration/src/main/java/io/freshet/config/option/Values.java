/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checked values by key, those of a task with those of the whole file behind them. Options without
 * a value have their default. Immutable.
 */
public final class Values {
  private final Map<String, Object> given;
  private final Optional<Values> outer;

  private Values(Map<String, Object> given, Optional<Values> outer) {
    this.given = new LinkedHashMap<>(given);
    this.outer = outer;
  }

  /** Values that are of their options' types. */
  static Values of(Map<String, Object> given) {
    return new Values(given, Optional.empty());
  }

  /** These values, and others for the options that they do not give. */
  public Values over(Values others) {
    return new Values(given, Optional.of(outer.map(own -> own.over(others)).orElse(others)));
  }

  /** Whether the option is given. */
  public boolean has(Option<?> option) {
    return find(option.key()) != null;
  }

  /**
   * The option's value, else its default.
   *
   * @throws IllegalStateException where it has neither, which is a problem that reading tells
   */
  public <T> T get(Option<T> option) {
    return find(option)
        .or(option::initial)
        .orElseThrow(() -> new IllegalStateException(option.key() + " has no value"));
  }

  /** The option's value, else the given one. */
  public <T> T getOr(Option<T> option, T other) {
    return find(option).orElse(other);
  }

  /** The values by name, in the order of the file. */
  public <T> Map<String, T> get(Entries<T> entries) {
    @Nullable Object value = find(entries.key());
    return value == null ? Map.of() : Values.<Map<String, T>>cast(value);
  }

  private <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable(find(option.key())).map(Values::<T>cast);
  }

  private @Nullable Object find(String key) {
    @Nullable Object value = given.get(key);
    return value == null && outer.isPresent() ? outer.get().find(key) : value;
  }

  // Values are stored under the key of the option that parsed them.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
