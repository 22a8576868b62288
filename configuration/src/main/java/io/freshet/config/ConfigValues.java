/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values of one set of options as a file gives them, checked one by one. What is wrong goes to
 * a list of problems; the values may be asked for once that list is known to be empty.
 */
final class ConfigValues {
  private final Map<String, Object> parsed = new LinkedHashMap<>();
  private final Map<String, Option<?>> options;
  private final String prefix;
  private final References references;
  private final List<String> problems;

  private ConfigValues(
      List<Option<?>> options, String prefix, References references, List<String> problems) {
    this.options =
        options.stream()
            .collect(
                Collectors.toMap(Option::key, option -> option, (a, b) -> a, LinkedHashMap::new));
    this.prefix = prefix;
    this.references = references;
    this.problems = problems;
  }

  /**
   * Reads an object of the file.
   *
   * @param prefix path of the object with a dot at its end, for messages
   */
  static ConfigValues of(
      JsonNode object,
      List<Option<?>> options,
      String prefix,
      References references,
      List<String> problems) {
    ConfigValues values = new ConfigValues(options, prefix, references, problems);
    values.walk(object, "");
    for (Option<?> option : options) {
      if (option.initial().isEmpty() && !values.parsed.containsKey(option.key())) {
        boolean refused =
            problems.stream().anyMatch(problem -> problem.startsWith(prefix + option.key() + ":"));
        if (!refused) {
          problems.add(prefix + option.key() + ": must be given (" + option.description() + ")");
        }
      }
    }
    return values;
  }

  /** Whether the file gives the option. */
  boolean has(Option<?> option) {
    return parsed.containsKey(option.key());
  }

  /** The option's value, else its default. */
  <T> T get(Option<T> option) {
    return getOr(
        option,
        option
            .initial()
            .orElseGet(
                () -> {
                  @Nullable Object value = parsed.get(option.key());
                  if (value == null) {
                    throw new IllegalStateException("problems were not looked at");
                  }
                  return cast(value);
                }));
  }

  /** The option's value, else the given one. */
  <T> T getOr(Option<T> option, T other) {
    @Nullable Object value = parsed.get(option.key());
    return value == null ? other : ConfigValues.<T>cast(value);
  }

  // Values are stored under the key of the option that parsed them.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T cast(Object value) {
    return (T) value;
  }

  private void walk(JsonNode object, String above) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String key = above + field.getKey();
      JsonNode value = field.getValue();
      Option<?> option = options.get(key);
      if (option != null) {
        parse(option, value);
      } else if (value.isObject() && isSection(key)) {
        walk(value, key + ".");
      } else {
        problems.add(unknown(prefix + key, prefix, options.keySet()));
      }
    }
  }

  private boolean isSection(String key) {
    return options.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  private void parse(Option<?> option, JsonNode value) {
    String path = prefix + option.key();
    if (!value.isValueNode() || value.isNull()) {
      problems.add(path + ": needs a single value, " + option.type().name());
      return;
    }
    String text = value.asText();
    if (option.secret() && !text.isEmpty() && !References.isReference(text)) {
      problems.add(path + ": a secret is given by ${env:NAME} or ${file:PATH} only");
      return;
    }
    try {
      parsed.put(option.key(), option.parse(path, references.resolve(path, text)));
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  /** Says that a key is unknown and which one may have been meant. */
  static String unknown(String path, String prefix, Set<String> known) {
    return NearestKey.of(path.substring(prefix.length()), known)
        .map(nearest -> path + ": unknown key; did you mean " + prefix + nearest + "?")
        .orElse(path + ": unknown key");
  }
}
