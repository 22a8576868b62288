/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * An option together with the place of its value in a record.
 *
 * @param <C> the record
 */
public sealed interface Field<C> {

  /** The option whose values are checked. */
  Option<?> option();

  /** The key as documents show it: that of the option, or with a placeholder behind it. */
  String shownKey();

  /** The default as documents show it. */
  String shownDefault();

  /** The same value, found in a record that holds the first one. */
  <D> Field<D> within(Function<D, C> outer);

  /**
   * Hands over key and value as a file would have them, secrets masked: a number, a text, or a map
   * of those.
   */
  void write(C config, BiConsumer<String, Object> sink);

  /** Hands over key and value for {@link Values}. */
  void collect(C config, BiConsumer<String, Object> sink);

  /** One value. */
  record Single<C, T>(Option<T> option, Function<C, T> getter) implements Field<C> {
    @Override
    public String shownKey() {
      return option.key();
    }

    @Override
    public String shownDefault() {
      return option.initialText().map(text -> text.isEmpty() ? "empty" : code(text)).orElse("");
    }

    @Override
    public <D> Field<D> within(Function<D, C> outer) {
      return new Single<>(option, outer.andThen(getter));
    }

    @Override
    public void write(C config, BiConsumer<String, Object> sink) {
      sink.accept(option.key(), option.shown(getter.apply(config)));
    }

    @Override
    public void collect(C config, BiConsumer<String, Object> sink) {
      sink.accept(option.key(), getter.apply(config));
    }
  }

  /** Values by names that the file chooses. */
  record Named<C, T>(Entries<T> entries, Function<C, Map<String, T>> getter) implements Field<C> {
    @Override
    public Option<?> option() {
      return entries.each();
    }

    @Override
    public String shownKey() {
      return entries.key() + ".<" + entries.placeholder() + ">";
    }

    @Override
    public String shownDefault() {
      return entries.otherwise().isEmpty() ? "" : code(entries.otherwise());
    }

    @Override
    public <D> Field<D> within(Function<D, C> outer) {
      return new Named<>(entries, outer.andThen(getter));
    }

    @Override
    public void write(C config, BiConsumer<String, Object> sink) {
      Map<String, Object> shown = new LinkedHashMap<>();
      getter
          .apply(config)
          .forEach((name, value) -> shown.put(name, entries.valueOf(name).shown(value)));
      sink.accept(entries.key(), shown);
    }

    @Override
    public void collect(C config, BiConsumer<String, Object> sink) {
      sink.accept(entries.key(), getter.apply(config));
    }
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
