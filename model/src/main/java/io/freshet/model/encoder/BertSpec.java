/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.EncoderSpec.Shape;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the configuration of a BERT. */
final class BertSpec {
  private BertSpec() {}

  static EncoderSpec of(ModelFolder folder) throws ModelFormatException {
    JsonNode config = folder.config();
    if (!config.path("position_embedding_type").asText("absolute").equals("absolute")) {
      throw new ModelFormatException(
          folder.path() + ": only absolute positions are supported in a bert");
    }
    long width = number(folder, "hidden_size");
    long heads = number(folder, "num_attention_heads");
    if (width % heads != 0) {
      throw new ModelFormatException(
          "%s: hidden size %d is no multiple of %d heads".formatted(folder.path(), width, heads));
    }
    long positions = number(folder, "max_position_embeddings");
    long vocabulary = number(folder, "vocab_size");
    List<Shape> shapes = new ArrayList<>();
    add(shapes, "embeddings.word_embeddings.weight", vocabulary, width);
    add(shapes, "embeddings.position_embeddings.weight", positions, width);
    add(shapes, "embeddings.token_type_embeddings.weight", typeVocabulary(config), width);
    add(shapes, "embeddings.LayerNorm.weight", width);
    add(shapes, "embeddings.LayerNorm.bias", width);
    long inner = number(folder, "intermediate_size");
    for (long i = 0; i < number(folder, "num_hidden_layers"); i++) {
      addLayer(shapes, "encoder.layer." + i + ".", width, inner);
    }
    return new EncoderSpec(
        Program.BERT,
        shapes,
        Math.toIntExact(width),
        Math.toIntExact(positions),
        Math.toIntExact(vocabulary),
        Map.of("heads", heads, "activation", activation(folder)),
        config.path("layer_norm_eps").asDouble(1e-12),
        config.path("hidden_dropout_prob").asDouble(0.1),
        config.path("attention_probs_dropout_prob").asDouble(0.1));
  }

  private static void addLayer(List<Shape> shapes, String layer, long width, long inner) {
    for (String part : List.of("query", "key", "value")) {
      addLinear(shapes, layer + "attention.self." + part, width, width);
    }
    addLinear(shapes, layer + "attention.output.dense", width, width);
    add(shapes, layer + "attention.output.LayerNorm.weight", width);
    add(shapes, layer + "attention.output.LayerNorm.bias", width);
    addLinear(shapes, layer + "intermediate.dense", inner, width);
    addLinear(shapes, layer + "output.dense", width, inner);
    add(shapes, layer + "output.LayerNorm.weight", width);
    add(shapes, layer + "output.LayerNorm.bias", width);
  }

  private static void addLinear(List<Shape> shapes, String name, long out, long in) {
    add(shapes, name + ".weight", out, in);
    add(shapes, name + ".bias", out);
  }

  private static void add(List<Shape> shapes, String name, Long... sizes) {
    shapes.add(new Shape(name, List.of(sizes)));
  }

  private static long typeVocabulary(JsonNode config) {
    return config.path("type_vocab_size").asLong(2);
  }

  private static long number(ModelFolder folder, String key) throws ModelFormatException {
    long value = folder.config().path(key).asLong(0);
    if (value < 1) {
      throw new ModelFormatException(
          "%s: config.json has no positive %s".formatted(folder.path(), key));
    }
    return value;
  }

  private static long activation(ModelFolder folder) throws ModelFormatException {
    String name = folder.config().path("hidden_act").asText("gelu");
    return switch (name) {
      case "gelu" -> 0L;
      case "gelu_new", "gelu_pytorch_tanh" -> 1L;
      case "relu" -> 2L;
      default ->
          throw new ModelFormatException(
              "%s: unknown activation %s".formatted(folder.path(), name));
    };
  }
}
