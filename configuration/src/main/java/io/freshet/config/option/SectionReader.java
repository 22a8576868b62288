/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.connectors.NearestKey;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of a section from an object of the file and checks them one by one. What is
 * wrong goes to a list of problems; the values may be asked for once that list is known to be
 * empty. Used by one thread, once.
 */
public final class SectionReader {
  private final Map<String, Object> parsed = new LinkedHashMap<>();
  private final Map<String, Field<?>> fields = new LinkedHashMap<>();
  private final String prefix;
  private final BinaryOperator<String> resolver;
  private final List<String> problems;

  private SectionReader(
      Section<?> section, String prefix, BinaryOperator<String> resolver, List<String> problems) {
    section.fields().forEach(field -> fields.put(field.option().key(), field));
    this.prefix = prefix;
    this.resolver = resolver;
    this.problems = problems;
  }

  /**
   * Reads an object of the file.
   *
   * @param prefix path of the object with a dot at its end, for messages; empty for the whole file
   * @param resolver makes the value of a path and of the text there, which may be a reference
   */
  public static Values read(
      JsonNode object,
      Section<?> section,
      String prefix,
      BinaryOperator<String> resolver,
      List<String> problems) {
    SectionReader reader = new SectionReader(section, prefix, resolver, problems);
    reader.walk(object, "");
    reader.fields.values().forEach(reader::missing);
    return Values.of(reader.parsed);
  }

  /** Says that a key is unknown and which one may have been meant. */
  public static String unknown(String path, String prefix, Collection<String> known) {
    return NearestKey.of(path.substring(prefix.length()), known)
        .map(nearest -> path + ": unknown key; did you mean " + prefix + nearest + "?")
        .orElse(path + ": unknown key");
  }

  private void walk(JsonNode object, String above) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String key = above + member.getKey();
      JsonNode value = member.getValue();
      @Nullable Field<?> field = fields.get(key);
      if (field instanceof Field.Named<?, ?> named) {
        entries(named.entries(), value);
      } else if (field != null) {
        parse(field.option(), prefix + key, value, parsed);
      } else if (value.isObject() && isSection(key)) {
        walk(value, key + ".");
      } else {
        problems.add(unknown(prefix + key, prefix, fields.keySet()));
      }
    }
  }

  private boolean isSection(String key) {
    return fields.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  private void entries(Entries<?> entries, JsonNode object) {
    if (!object.isObject()) {
      problems.add("%s: needs keys with values".formatted(prefix + entries.key()));
      return;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      Map<String, Object> value = new LinkedHashMap<>();
      parse(
          entries.valueOf(member.getKey()),
          prefix + entries.key() + "." + member.getKey(),
          member.getValue(),
          value);
      value.values().forEach(each -> values.put(member.getKey(), each));
    }
    parsed.put(entries.key(), Collections.unmodifiableMap(values));
  }

  private void parse(Option<?> option, String path, JsonNode value, Map<String, Object> target) {
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
      target.put(option.key(), option.parse(path, resolver.apply(path, text)));
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void missing(Field<?> field) {
    Option<?> option = field.option();
    boolean needed = field instanceof Field.Single<?, ?> && option.initial().isEmpty();
    String path = prefix + option.key();
    if (needed
        && !parsed.containsKey(option.key())
        && problems.stream().noneMatch(problem -> problem.startsWith(path + ":"))) {
      problems.add(path + ": must be given (" + option.description() + ")");
    }
  }
}
