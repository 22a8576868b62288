/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads the settings of a {@code config.json}, and says where one is unusable. Immutable.
 *
 * @param json content of the file
 * @param where it was read, for messages
 */
public record Configuration(JsonNode json, String where) {

  /**
   * A setting that must be a positive whole number.
   *
   * @throws ModelFormatException where it is missing or anything else
   */
  public long count(String key) throws ModelFormatException {
    JsonNode value = json.path(key);
    if (!value.isIntegralNumber() || value.asLong() < 1) {
      throw unusable("'" + key + "' must be a positive whole number");
    }
    return value.asLong();
  }

  /** A setting that must be a positive whole number where it is given. */
  public long count(String key, long otherwise) throws ModelFormatException {
    return json.hasNonNull(key) ? count(key) : otherwise;
  }

  /** A setting that must be a number where it is given. */
  public double number(String key, double otherwise) throws ModelFormatException {
    JsonNode value = json.path(key);
    if (!json.hasNonNull(key)) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw unusable("'" + key + "' must be a number");
    }
    return value.asDouble();
  }

  /** A rate of dropout, from 0 to below 1. */
  public double rate(String key, double otherwise) throws ModelFormatException {
    double rate = number(key, otherwise);
    if (!(rate >= 0 && rate < 1)) {
      throw unusable("'" + key + "' must be at least 0 and below 1");
    }
    return rate;
  }

  /** A whole number from 0 on where it is given. */
  public long index(String key, long otherwise) throws ModelFormatException {
    JsonNode value = json.path(key);
    if (!json.hasNonNull(key)) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.asLong() < 0) {
      throw unusable("'" + key + "' must be a whole number from 0 on");
    }
    return value.asLong();
  }

  /** Refuses the width of a head that rotary positions cannot halve. */
  long even(String what, long width) throws ModelFormatException {
    if (width < 2 || width % 2 != 0) {
      throw unusable(what + " " + width + " must be even for rotary positions");
    }
    return width;
  }

  /** A setting that must be a positive whole number, or null: then it is 0. */
  long countOrNone(String key, long otherwise) throws ModelFormatException {
    return json.path(key).isNull() ? 0 : count(key, otherwise);
  }

  /** A text, or another where it is not given. */
  public String text(String key, String otherwise) {
    return json.hasNonNull(key) ? json.path(key).asText() : otherwise;
  }

  /** Whether something is so, or the other where it is not given. */
  public boolean flag(String key, boolean otherwise) {
    return json.path(key).asBoolean(otherwise);
  }

  /** The heads of the attention, which share the width among them. */
  public long heads(String headsKey, String widthKey) throws ModelFormatException {
    long heads = count(headsKey);
    long width = count(widthKey);
    if (width % heads != 0) {
      throw unusable("%s %d does not divide %s %d".formatted(headsKey, heads, widthKey, width));
    }
    return heads;
  }

  /** The program's number of an activation. */
  public long activation(String key, String otherwise) throws ModelFormatException {
    String name = text(key, otherwise);
    return switch (name) {
      case "gelu" -> 0L;
      case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> 1L;
      case "relu" -> 2L;
      case "silu", "swish" -> 3L;
      default ->
          throw unusable(
              "%s '%s' is not supported; supported are gelu, gelu_new, gelu_pytorch_tanh, relu, silu"
                  .formatted(key, name));
    };
  }

  /** Refuses another value than the one that is supported. */
  public void require(String key, String supported) throws ModelFormatException {
    String value = text(key, supported);
    if (!value.equals(supported)) {
      throw unusable(
          "%s '%s' is not supported; supported is '%s'".formatted(key, value, supported));
    }
  }

  /** What to throw where the configuration is unusable. */
  public ModelFormatException unusable(String why) {
    return new ModelFormatException(where + ": " + why);
  }
}
