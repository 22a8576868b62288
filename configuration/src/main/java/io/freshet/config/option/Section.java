/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The options of one record. A subclass declares each option as a field, with {@link #add}, and has
 * a method that makes the record of {@link Values}. Reading, checking, writing and documenting need
 * nothing else. Immutable once constructed.
 *
 * @param <C> the record
 */
public abstract class Section<C> {
  private final List<Field<C>> fields = new ArrayList<>();
  private final List<Section<?>> parts = new ArrayList<>();

  /** Made by the options of a record. */
  protected Section() {}

  /**
   * What values allow one by one and their combination does not, asked once each is known to be
   * right.
   *
   * @param problems takes sentences that begin with a key
   */
  protected void check(Values values, List<String> problems) {}

  /** Checks this section and those within it. */
  public final void checkAll(Values values, List<String> problems) {
    check(values, problems);
    parts.forEach(part -> part.checkAll(values, problems));
  }

  /** All options with the places of their values, in the order of their declaration. */
  public final List<Field<C>> fields() {
    return Collections.unmodifiableList(fields);
  }

  /** The values of a record, as if a file gave each of them. */
  public final Values valuesOf(C config) {
    Map<String, Object> values = new LinkedHashMap<>();
    fields.forEach(field -> field.collect(config, values::put));
    return Values.of(values);
  }

  /** Declares an option. */
  protected final <T> Option<T> add(Option<T> option, Function<C, T> getter) {
    fields.add(new Field.Single<>(option, getter));
    return option;
  }

  /** Declares values by names of the user's choice. */
  protected final <T> Entries<T> add(Entries<T> entries, Function<C, Map<String, T>> getter) {
    fields.add(new Field.Named<>(entries, getter));
    return entries;
  }

  /** Takes in the options of a record within the record. */
  protected final <P, S extends Section<P>> S include(S part, Function<C, P> getter) {
    part.fields().forEach(field -> fields.add(field.within(getter)));
    parts.add(part);
    return part;
  }
}
