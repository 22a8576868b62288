/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import java.util.Map;

/** BERT (Devlin et al. 2019), tensors named as in Hugging Face's {@code BertModel}. */
final class Bert {
  static final String TYPE = "bert";

  private Bert() {}

  static Architecture of(Configuration config) throws ModelFormatException {
    config.require("position_embedding_type", "absolute");
    if (config.flag("is_decoder", false)) {
      throw config.unusable("a BERT that is a decoder is not supported");
    }
    long width = config.count("hidden_size");
    long inner = config.count("intermediate_size");
    long positions = config.count("max_position_embeddings");
    long vocabulary = config.count("vocab_size");
    TensorList tensors =
        new TensorList()
            .embedding("embeddings.word_embeddings", vocabulary, width)
            .embedding("embeddings.position_embeddings", positions, width)
            .embedding(
                "embeddings.token_type_embeddings", config.count("type_vocab_size", 2), width)
            .norm("embeddings.LayerNorm", width);
    for (long i = 0; i < config.count("num_hidden_layers"); i++) {
      String layer = "encoder.layer." + i + ".";
      tensors
          .mark()
          .affine(layer + "attention.self.query", width, width)
          .affine(layer + "attention.self.key", width, width)
          .affine(layer + "attention.self.value", width, width)
          .affine(layer + "attention.output.dense", width, width)
          .norm(layer + "attention.output.LayerNorm", width)
          .affine(layer + "intermediate.dense", inner, width)
          .affine(layer + "output.dense", width, inner)
          .norm(layer + "output.LayerNorm", width);
    }
    tensors.mark();
    return new Architecture(
        TYPE,
        "bert",
        tensors.tensors(),
        tensors.layers(),
        new TensorList().affine("pooler.dense", width, width).tensors(),
        "bert.",
        Math.toIntExact(width),
        Math.toIntExact(positions),
        Math.toIntExact(vocabulary),
        Map.of(
            "heads",
            config.heads("num_attention_heads", "hidden_size"),
            "activation",
            config.activation("hidden_act", "gelu")),
        Map.of("epsilon", config.number("layer_norm_eps", 1e-12)),
        config.number("hidden_dropout_prob", 0.1),
        config.number("attention_probs_dropout_prob", 0.1));
  }
}
