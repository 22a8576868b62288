/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Field;
import io.freshet.config.option.Option;
import io.freshet.connectors.NearestKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An option as pages and people read it, made of its one declaration.
 *
 * @param key the full path; names of the user's choice stand as placeholders such as {@code <name>}
 * @param type what a value looks like
 * @param initial the default as Markdown, empty where a value must be given
 * @param allowed the bounds, or the empty string
 */
public record OptionText(
    String key, String type, String initial, String allowed, String description) {

  private static final String TASK_PREFIX = ConfigReader.TASKS + ".<name>.";

  private static OptionText of(String prefix, Field<?> field) {
    Option<?> option = field.option();
    return new OptionText(
        prefix + field.shownKey(),
        option.type().name().replaceFirst(" such as .*", ""),
        field.shownDefault(),
        option.allowed(),
        option.description());
  }

  /** All options: those of the whole file by section, then those of a task. */
  public static List<OptionText> all() {
    List<OptionText> all = new ArrayList<>();
    FreshetConfig.OPTIONS.fields().forEach(field -> all.add(of("", field)));
    TaskConfig.OPTIONS.fields().forEach(field -> all.add(of(TASK_PREFIX, field)));
    return all;
  }

  /** The option of a key, names of the user's choice in it. */
  public static Optional<OptionText> find(String key) {
    return all().stream().filter(option -> option.matches(key)).findFirst();
  }

  /** The options of a section, in the order of their declaration. */
  public static List<OptionText> within(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    return all().stream().filter(option -> option.key.startsWith(prefix)).toList();
  }

  /** The options that a mistyped or shortened key may mean, the likeliest first. */
  public static List<OptionText> near(String key, int most) {
    List<OptionText> named =
        all().stream().filter(option -> option.key.endsWith("." + key)).limit(most).toList();
    if (!named.isEmpty()) {
      return named;
    }
    return all().stream()
        .sorted(
            Comparator.<OptionText>comparingInt(option -> option.distance(key))
                .thenComparing(OptionText::key))
        .limit(most)
        .toList();
  }

  /** The fewest edits to the whole key or to its last name. */
  private int distance(String wanted) {
    return Math.min(
        NearestKey.distance(wanted, key),
        NearestKey.distance(
            wanted.substring(wanted.lastIndexOf('.') + 1),
            key.substring(key.lastIndexOf('.') + 1)));
  }

  private boolean matches(String wanted) {
    String[] own = key.split("[.]", -1);
    String[] names = wanted.split("[.]", own.length);
    if (own.length != names.length) {
      return false;
    }
    for (int i = 0; i < own.length; i++) {
      if (!own[i].equals(names[i]) && !own[i].startsWith("<")) {
        return false;
      }
    }
    return true;
  }
}
