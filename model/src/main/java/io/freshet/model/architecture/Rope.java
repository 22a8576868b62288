/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;

/**
 * Rotary positions (Su et al. 2021): how fast each pair of a head's numbers turns.
 *
 * @param theta the base of the frequencies
 * @param factor by which positions are stretched; 1 for none
 * @param low of {@code llama3}: waves longer than the original positions over it are stretched
 * @param high of {@code llama3}: waves shorter than the original positions over it stay
 * @param original of {@code llama3}: positions before stretching
 */
record Rope(Kind kind, double theta, double factor, double low, double high, double original) {

  /** How frequencies follow from the base. */
  enum Kind {
    DEFAULT(0, "default"),
    LINEAR(1, "linear"),
    LLAMA3(2, "llama3");

    private final double code;
    private final String spelling;

    Kind(double code, String spelling) {
      this.code = code;
      this.spelling = spelling;
    }
  }

  /**
   * Reads the setting of one type of layers: {@code rope_parameters}, which may have one a type, or
   * in the older spelling {@code rope_scaling} and the base beside it.
   *
   * @param thetaKey where the older spelling keeps the base
   * @param theta the base where none is given
   */
  static Rope of(Configuration config, String layerType, String thetaKey, double theta)
      throws ModelFormatException {
    JsonNode parameters = parameters(config);
    JsonNode own = parameters.hasNonNull(layerType) ? parameters.path(layerType) : parameters;
    return read(config, own, config.number(thetaKey, theta));
  }

  /** The numbers as the programs take them. */
  List<Double> numbers() {
    return List.of(kind.code, theta, factor, low, high, original);
  }

  private static JsonNode parameters(Configuration config) {
    JsonNode older = config.json().path("rope_scaling");
    JsonNode newer = config.json().path("rope_parameters");
    // Either may be null or empty, which says nothing.
    return older.isEmpty() ? (newer.isObject() ? newer : empty()) : older;
  }

  private static JsonNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static Rope read(Configuration config, JsonNode parameters, double theta)
      throws ModelFormatException {
    Configuration own = new Configuration(parameters, config.where() + ": rotary positions");
    String type = own.text("rope_type", own.text("type", "default"));
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.spelling.equals(type))
            .findFirst()
            .orElseThrow(
                () ->
                    own.unusable(
                        "the type '%s' is not supported; supported are: %s"
                            .formatted(
                                type,
                                String.join(
                                    ", ",
                                    Arrays.stream(Kind.values())
                                        .map(each -> each.spelling)
                                        .toList()))));
    double turned =
        own.number("partial_rotary_factor", config.number("partial_rotary_factor", 1.0));
    if (turned != 1.0) {
      throw own.unusable("partial_rotary_factor " + turned + " is not supported; supported is 1");
    }
    double base = positive(own, "rope_theta", own.number("rope_theta", theta));
    return switch (kind) {
      case DEFAULT -> new Rope(kind, base, 1, 0, 0, 0);
      case LINEAR -> new Rope(kind, base, required(own, "factor"), 0, 0, 0);
      case LLAMA3 -> llama3(config, own, base);
    };
  }

  private static Rope llama3(Configuration config, Configuration own, double base)
      throws ModelFormatException {
    double low = required(own, "low_freq_factor");
    double high = required(own, "high_freq_factor");
    if (high <= low) {
      throw own.unusable("'high_freq_factor' must be above 'low_freq_factor'");
    }
    String key = "original_max_position_embeddings";
    double positions = config.number("max_position_embeddings", 0);
    double original = positive(own, key, config.number(key, own.number(key, positions)));
    return new Rope(Kind.LLAMA3, base, required(own, "factor"), low, high, original);
  }

  private static double required(Configuration own, String key) throws ModelFormatException {
    return positive(own, key, own.number(key, 0));
  }

  private static double positive(Configuration own, String key, double value)
      throws ModelFormatException {
    if (!(value > 0)) {
      throw own.unusable("'" + key + "' must be a positive number");
    }
    return value;
  }
}
