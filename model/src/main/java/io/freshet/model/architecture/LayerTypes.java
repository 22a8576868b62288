/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Which layers look everywhere, and which look near only.
 *
 * @param sliding for each layer, whether it looks near only
 */
record LayerTypes(List<Boolean> sliding) {
  static final String FULL = "full_attention";
  static final String SLIDING = "sliding_attention";

  LayerTypes {
    sliding = List.copyOf(sliding);
  }

  /**
   * Reads {@code layer_types}.
   *
   * @param otherwise tells of a layer's number whether it looks near only, where the configuration
   *     lists no types
   */
  static LayerTypes of(Configuration config, long layers, LongPredicate otherwise)
      throws ModelFormatException {
    if (!config.json().hasNonNull("layer_types")) {
      return new LayerTypes(LongStream.range(0, layers).mapToObj(i -> otherwise.test(i)).toList());
    }
    List<Boolean> sliding = new ArrayList<>();
    for (JsonNode type : config.json().path("layer_types")) {
      sliding.add(
          switch (type.asText()) {
            case FULL -> false;
            case SLIDING -> true;
            default ->
                throw config.unusable(
                    "layer_types: '%s' is not supported; supported are: %s, %s"
                        .formatted(type.asText(), FULL, SLIDING));
          });
    }
    if (sliding.size() != layers) {
      throw config.unusable(
          "layer_types names %d layers, num_hidden_layers says %d"
              .formatted(sliding.size(), layers));
    }
    return new LayerTypes(sliding);
  }

  boolean anySliding() {
    return sliding.contains(true);
  }

  /** One a layer, as the programs take them: 1 where it looks near only. */
  List<Double> numbers() {
    return sliding.stream().map(near -> near ? 1.0 : 0.0).toList();
  }
}
