/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.program.ProgramSource;
import java.util.Map;

/** BERT (Devlin et al. 2019), tensors named as in Hugging Face's {@code BertModel}. */
final class Bert {
  static final String TYPE = "bert";

  private static final ProgramSource PROGRAM = BuiltInArchitectures.source("bert");

  /** The names that RoBERTa shares. */
  static final PostNorm LAYERS =
      new PostNorm(
          "encoder.layer",
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  private Bert() {}

  static Architecture of(Configuration config) throws ModelFormatException {
    long width = config.count("hidden_size");
    long positions = config.count("max_position_embeddings");
    long vocabulary = config.count("vocab_size");
    TensorList tensors = embeddings(config, width, positions, vocabulary);
    String head = "cls.predictions.";
    TensorList unused =
        new TensorList()
            .affine("pooler.dense", width, width)
            .affine(head + "transform.dense", width, width)
            .norm(head + "transform.LayerNorm", width)
            .bias("cls.predictions", vocabulary)
            .affine(head + "decoder", vocabulary, width)
            .affine("cls.seq_relationship", 2, width);
    return new Architecture(
        TYPE,
        PROGRAM,
        tensors.tensors(),
        tensors.layers(),
        unused.tensors(),
        "bert.",
        Math.toIntExact(width),
        Math.toIntExact(positions),
        Math.toIntExact(vocabulary),
        Map.of(
            "heads",
            heads(config),
            "activation",
            config.activation("hidden_act", "gelu"),
            Architecture.WORDS,
            0L),
        Map.of("epsilon", config.number("layer_norm_eps", 1e-12)),
        Map.of(),
        dropout(config));
  }

  /** The input and the layers, which RoBERTa shares; refuses what no such network here can do. */
  static TensorList embeddings(Configuration config, long width, long positions, long vocabulary)
      throws ModelFormatException {
    config.require("position_embedding_type", "absolute");
    if (config.flag("is_decoder", false)) {
      throw config.unusable(
          "a %s that is a decoder is not supported".formatted(config.text("model_type", TYPE)));
    }
    TensorList tensors =
        new TensorList()
            .embedding("embeddings.word_embeddings", vocabulary, width)
            .embedding("embeddings.position_embeddings", positions, width)
            .embedding(
                "embeddings.token_type_embeddings", config.count("type_vocab_size", 2), width)
            .norm("embeddings.LayerNorm", width);
    return LAYERS.addTo(
        tensors, config.count("num_hidden_layers"), width, config.count("intermediate_size"));
  }

  static long heads(Configuration config) throws ModelFormatException {
    return config.heads("num_attention_heads", "hidden_size");
  }

  static Dropout dropout(Configuration config) throws ModelFormatException {
    double hidden = config.rate("hidden_dropout_prob", 0.1);
    return new Dropout(hidden, hidden, config.rate("attention_probs_dropout_prob", 0.1));
  }
}
