/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Checked access to the fields of one JSON object. A field that is null is a field left out. */
final class JsonFields {

  private final ObjectNode object;
  private final String path;

  JsonFields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** What a person calls this kind of JSON. */
  static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private Optional<JsonNode> node(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  private String full(String name) {
    return path + name;
  }

  boolean has(String name) {
    return node(name).isPresent();
  }

  Rejection missing(String name, String remedy) {
    return new Rejection(
        Reason.MISSING_FIELD, "the field '%s' is missing; %s".formatted(full(name), remedy));
  }

  static Rejection wrongType(String field, String expected, JsonNode found) {
    return new Rejection(
        Reason.WRONG_TYPE,
        "the field '%s' is a JSON %s; send %s".formatted(field, kind(found), expected));
  }

  /** A text, numbers and booleans taken as they are written; empty where left out. */
  String scalar(String name) throws Rejection {
    Optional<JsonNode> node = node(name);
    if (node.isEmpty()) {
      return "";
    }
    if (!node.get().isValueNode()) {
      throw wrongType(full(name), "a text or a number", node.get());
    }
    return clean(full(name), node.get().asText());
  }

  /** A text; empty where left out. */
  String text(String name) throws Rejection {
    Optional<JsonNode> node = node(name);
    return node.isEmpty() ? "" : textOf(full(name), node.get());
  }

  /** A text that says something. */
  String sayingText(String name) throws Rejection {
    if (!has(name)) {
      throw missing(name, "send it as a text");
    }
    return saying(full(name), text(name));
  }

  /**
   * One of some words that must be there.
   *
   * @param written how each value is written
   */
  <E> E word(String name, E[] values, Function<E, String> written) throws Rejection {
    String said = sayingText(name);
    for (E value : values) {
      if (written.apply(value).equals(said)) {
        return value;
      }
    }
    throw new Rejection(
        Reason.OUT_OF_RANGE,
        "the field '%s' says '%s'; send one of %s"
            .formatted(full(name), said, Arrays.stream(values).map(written).toList()));
  }

  static String textOf(String field, JsonNode node) throws Rejection {
    if (!node.isTextual()) {
      throw wrongType(field, "a text", node);
    }
    return clean(field, node.textValue());
  }

  static String saying(String field, String text) throws Rejection {
    if (text.isBlank()) {
      throw new Rejection(
          Reason.BLANK_TEXT,
          "the field '%s' is blank; send a text or leave it out".formatted(field));
    }
    return text;
  }

  /** Replaces unpaired surrogates, which neither UTF-8 nor a tokenizer knows. */
  static String clean(String field, String text) throws Rejection {
    if (text.length() > Limits.TEXT_CHARACTERS) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the field '%s' has %d characters, %d at most; shorten it"
              .formatted(field, text.length(), Limits.TEXT_CHARACTERS));
    }
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, '\uFFFD');
      }
    }
    return repaired == null ? text : repaired.toString();
  }

  /** A whole number, or {@code absent}. */
  long whole(String name, long absent) throws Rejection {
    Optional<JsonNode> node = node(name);
    return node.isEmpty() ? absent : wholeOf(full(name), node.get());
  }

  /** A whole number that must be there. */
  long requiredWhole(String name) throws Rejection {
    Optional<JsonNode> node = node(name);
    if (node.isEmpty()) {
      throw missing(name, "send it as a whole number");
    }
    return wholeOf(full(name), node.get());
  }

  static long wholeOf(String field, JsonNode node) throws Rejection {
    if (!node.isIntegralNumber()) {
      throw wrongType(field, "a whole number", node);
    }
    if (!node.canConvertToLong()) {
      throw new Rejection(
          Reason.OUT_OF_RANGE,
          "the field '%s' does not fit into 64 bits; send a smaller number".formatted(field));
    }
    return node.longValue();
  }

  /** A finite number, or {@code absent}. */
  double number(String name, double absent) throws Rejection {
    Optional<JsonNode> node = node(name);
    return node.isEmpty() ? absent : numberOf(full(name), node.get());
  }

  static double numberOf(String field, JsonNode node) throws Rejection {
    if (!node.isNumber()) {
      throw wrongType(field, "a number", node);
    }
    double value = node.doubleValue();
    if (!Double.isFinite(value)) {
      throw new Rejection(
          Reason.OUT_OF_RANGE,
          "the field '%s' is beyond double precision; send a smaller number".formatted(field));
    }
    return value;
  }

  /** The elements of a list; empty where left out. */
  List<JsonNode> list(String name) throws Rejection {
    Optional<JsonNode> node = node(name);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!node.get().isArray()) {
      throw wrongType(full(name), "a list", node.get());
    }
    checkCount(full(name), node.get().size());
    List<JsonNode> elements = new ArrayList<>();
    node.get().forEach(elements::add);
    return elements;
  }

  /** Finite numbers; empty where left out. */
  List<Double> numbers(String name) throws Rejection {
    List<Double> numbers = new ArrayList<>();
    int i = 0;
    for (JsonNode element : list(name)) {
      numbers.add(numberOf(full(name) + "[" + i++ + "]", element));
    }
    return numbers;
  }

  /** The members of an object in their order; empty where left out. */
  Map<String, JsonNode> members(String name) throws Rejection {
    Optional<JsonNode> node = node(name);
    if (node.isEmpty()) {
      return Map.of();
    }
    if (!node.get().isObject()) {
      throw wrongType(full(name), "an object", node.get());
    }
    checkCount(full(name), node.get().size());
    Map<String, JsonNode> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.get().properties()) {
      members.put(clean(full(name), member.getKey()), member.getValue());
    }
    return members;
  }

  /** Numbers by name, null standing for NaN; empty where left out. */
  Map<String, Double> numbersByName(String name) throws Rejection {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : members(name).entrySet()) {
      JsonNode value = member.getValue();
      numbers.put(
          member.getKey(),
          value.isNull() ? Double.NaN : numberOf(full(name) + "." + member.getKey(), value));
    }
    return numbers;
  }

  /** The texts by name below a field; empty where left out. */
  Map<String, String> textsByName(String name) throws Rejection {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : members(name).entrySet()) {
      texts.put(member.getKey(), textOf(full(name) + "." + member.getKey(), member.getValue()));
    }
    return texts;
  }

  /** The objects by name below a field; empty where left out. */
  Map<String, JsonFields> objectsByName(String name) throws Rejection {
    Map<String, JsonFields> objects = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : members(name).entrySet()) {
      String field = full(name) + "." + member.getKey();
      if (!(member.getValue() instanceof ObjectNode child)) {
        throw wrongType(field, "an object", member.getValue());
      }
      objects.put(member.getKey(), new JsonFields(child, field + "."));
    }
    return objects;
  }

  private static void checkCount(String field, int count) throws Rejection {
    if (count > Limits.ELEMENTS) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "the field '%s' has %d elements, %d at most; send fewer"
              .formatted(field, count, Limits.ELEMENTS));
    }
  }
}
