/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The JSON object of a request, read field by field; whatever is wrong is a {@link Refusal}. */
public record RequestBody(ObjectNode fields) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Reads the bytes of a body. */
  public static RequestBody parse(byte[] bytes) {
    try {
      if (JSON.readTree(bytes) instanceof ObjectNode object) {
        return new RequestBody(object);
      }
      throw Refusal.ofRequest(400, "invalid_json", "the body must be a JSON object");
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw Refusal.ofRequest(
          400,
          "invalid_json",
          "the body is no JSON: line %d, column %d"
              .formatted(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  /** Refuses fields that nobody would look at. */
  public void allow(Set<String> known) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      if (!known.contains(field.getKey())) {
        throw Refusal.ofField(
            field.getKey(), "there is no such field; there are " + new TreeSet<>(known));
      }
    }
  }

  /** A field that is there and not null. */
  public Optional<JsonNode> get(String field) {
    return Optional.ofNullable(fields.get(field)).filter(node -> !node.isNull());
  }

  /** A string, where the field is there. */
  public Optional<String> text(String field) {
    return get(field).map(node -> text(field, node));
  }

  /** An array of strings; empty where the field is not there. */
  public List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    get(field)
        .ifPresent(
            node -> {
              if (!node.isArray()) {
                throw Refusal.ofField(field, "must be an array of strings");
              }
              node.forEach(each -> texts.add(text(field, each)));
            });
    return texts;
  }

  private static String text(String field, JsonNode node) {
    if (!node.isTextual()) {
      throw Refusal.ofField(field, "must be a string, not " + node);
    }
    return node.textValue();
  }

  /** A whole number within bounds, where the field is there. */
  public Optional<Integer> integer(String field, int low, int high) {
    return get(field)
        .map(
            node -> {
              if (!node.canConvertToInt()
                  || !node.isIntegralNumber()
                  || node.intValue() < low
                  || node.intValue() > high) {
                throw Refusal.ofField(
                    field, "%s is not allowed; expected %d to %d".formatted(node, low, high));
              }
              return node.intValue();
            });
  }

  /** A number from 0 to 1, where the field is there. */
  public Optional<Double> share(String field) {
    return get(field)
        .map(
            node -> {
              if (!node.isNumber() || !(node.doubleValue() >= 0 && node.doubleValue() <= 1)) {
                throw Refusal.ofField(field, node + " is not allowed; expected 0 to 1");
              }
              return node.doubleValue();
            });
  }

  /** A constant of an enum, in whatever case. */
  public <E extends Enum<E>> Optional<E> choice(String field, Class<E> type) {
    return text(field)
        .map(
            text ->
                Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Refusal.ofField(
                                field,
                                "'%s' is not allowed; expected %s"
                                    .formatted(
                                        text,
                                        Arrays.stream(type.getEnumConstants())
                                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                                            .collect(Collectors.joining(", "))))));
  }
}
