/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors of a BERT encoder, by canonical name (no {@code bert.} prefix). Stateless. */
public final class BertTensors {
  private BertTensors() {}

  /**
   * Returns the name and shape of every tensor that the encoder uses, in the order of the network:
   * embeddings, then layer by layer.
   *
   * @throws IllegalArgumentException if a size is missing from the configuration
   */
  public static Map<String, long[]> expected(JsonNode config) {
    long width = size(config, "hidden_size");
    long inner = size(config, "intermediate_size");
    Map<String, long[]> shapes = new LinkedHashMap<>();
    matrix(shapes, "embeddings.word_embeddings", size(config, "vocab_size"), width);
    matrix(
        shapes, "embeddings.position_embeddings", size(config, "max_position_embeddings"), width);
    matrix(shapes, "embeddings.token_type_embeddings", size(config, "type_vocab_size"), width);
    norm(shapes, "embeddings.LayerNorm", width);
    for (long i = 0; i < size(config, "num_hidden_layers"); i++) {
      String layer = "encoder.layer." + i + ".";
      dense(shapes, layer + "attention.self.query", width, width);
      dense(shapes, layer + "attention.self.key", width, width);
      dense(shapes, layer + "attention.self.value", width, width);
      dense(shapes, layer + "attention.output.dense", width, width);
      norm(shapes, layer + "attention.output.LayerNorm", width);
      dense(shapes, layer + "intermediate.dense", inner, width);
      dense(shapes, layer + "output.dense", width, inner);
      norm(shapes, layer + "output.LayerNorm", width);
    }
    return Collections.unmodifiableMap(shapes);
  }

  /** Returns the tensors that a folder may hold beside: the pooler, which no embedding uses. */
  public static Map<String, long[]> optional(JsonNode config) {
    long width = size(config, "hidden_size");
    Map<String, long[]> shapes = new LinkedHashMap<>();
    dense(shapes, "pooler.dense", width, width);
    return Collections.unmodifiableMap(shapes);
  }

  private static void matrix(Map<String, long[]> shapes, String name, long rows, long columns) {
    shapes.put(name + ".weight", new long[] {rows, columns});
  }

  private static void dense(Map<String, long[]> shapes, String name, long rows, long columns) {
    matrix(shapes, name, rows, columns);
    shapes.put(name + ".bias", new long[] {rows});
  }

  private static void norm(Map<String, long[]> shapes, String name, long width) {
    shapes.put(name + ".weight", new long[] {width});
    shapes.put(name + ".bias", new long[] {width});
  }

  private static long size(JsonNode config, String key) {
    JsonNode value = config.path(key);
    if (key.equals("type_vocab_size") && value.isMissingNode()) {
      return 2;
    }
    if (!value.isIntegralNumber() || value.asLong() < 1) {
      throw new IllegalArgumentException("'" + key + "' must be a positive whole number");
    }
    return value.asLong();
  }
}
