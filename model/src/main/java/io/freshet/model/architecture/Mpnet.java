/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.program.ProgramSource;
import java.util.Map;

/**
 * MPNet (Song et al. 2020): like BERT, and every layer's attention adds a number for the distance
 * between two tokens, from one table.
 */
final class Mpnet {
  static final String TYPE = "mpnet";

  private static final ProgramSource PROGRAM = BuiltInArchitectures.source("mpnet");

  /** Hugging Face's network has the id fixed. */
  private static final long PADDING = 1;

  /** Hugging Face's network uses the first ones of the table, however many it has. */
  private static final long BUCKETS = 32;

  private static final PostNorm LAYERS =
      new PostNorm(
          "encoder.layer",
          "attention.attn.q",
          "attention.attn.k",
          "attention.attn.v",
          "attention.attn.o",
          "attention.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  private Mpnet() {}

  static Architecture of(Configuration config) throws ModelFormatException {
    long width = config.count("hidden_size");
    long positions = config.count("max_position_embeddings");
    long vocabulary = config.count("vocab_size");
    long heads = config.heads("num_attention_heads", "hidden_size");
    long buckets = config.count("relative_attention_num_buckets", BUCKETS);
    if (buckets < BUCKETS) {
      throw config.unusable(
          "relative_attention_num_buckets %d is not supported; supported are %d and more"
              .formatted(buckets, BUCKETS));
    }
    if (positions <= PADDING + 1) {
      throw config.unusable("max_position_embeddings must be above " + (PADDING + 1));
    }
    TensorList tensors =
        LAYERS.addTo(
            new TensorList()
                .embedding("embeddings.word_embeddings", vocabulary, width)
                .embedding("embeddings.position_embeddings", positions, width)
                .norm("embeddings.LayerNorm", width)
                .embedding("encoder.relative_attention_bias", buckets, heads),
            config.count("num_hidden_layers"),
            width,
            config.count("intermediate_size"));
    return new Architecture(
        TYPE,
        PROGRAM,
        tensors.tensors(),
        tensors.layers(),
        new TensorList()
            .affine("pooler.dense", width, width)
            .add(Roberta.languageHead(width, vocabulary))
            .tensors(),
        "mpnet.",
        Math.toIntExact(width),
        Math.toIntExact(positions - PADDING - 1),
        Math.toIntExact(vocabulary),
        Map.of(
            "heads",
            heads,
            "activation",
            config.activation("hidden_act", "gelu"),
            "padding",
            PADDING,
            Architecture.WORDS,
            PADDING + 1),
        Map.of("epsilon", config.number("layer_norm_eps", 1e-12)),
        Map.of(),
        Bert.dropout(config));
  }
}
