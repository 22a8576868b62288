/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.program.ProgramSource;
import java.util.Map;

/** DistilBERT (Sanh et al. 2019): BERT without token types. */
final class DistilBert {
  static final String TYPE = "distilbert";

  private static final ProgramSource PROGRAM = BuiltInArchitectures.source("distilbert");

  private static final PostNorm LAYERS =
      new PostNorm(
          "transformer.layer",
          "attention.q_lin",
          "attention.k_lin",
          "attention.v_lin",
          "attention.out_lin",
          "sa_layer_norm",
          "ffn.lin1",
          "ffn.lin2",
          "output_layer_norm");

  private DistilBert() {}

  static Architecture of(Configuration config) throws ModelFormatException {
    long width = config.count("dim");
    long positions = config.count("max_position_embeddings");
    long vocabulary = config.count("vocab_size");
    TensorList tensors =
        LAYERS.addTo(
            new TensorList()
                .embedding("embeddings.word_embeddings", vocabulary, width)
                .embedding("embeddings.position_embeddings", positions, width)
                .norm("embeddings.LayerNorm", width),
            config.count("n_layers"),
            width,
            config.count("hidden_dim"));
    double hidden = config.rate("dropout", 0.1);
    TensorList unused =
        new TensorList()
            .affine("vocab_transform", width, width)
            .norm("vocab_layer_norm", width)
            .affine("vocab_projector", vocabulary, width);
    return new Architecture(
        TYPE,
        PROGRAM,
        tensors.tensors(),
        tensors.layers(),
        unused.tensors(),
        "distilbert.",
        Math.toIntExact(width),
        Math.toIntExact(positions),
        Math.toIntExact(vocabulary),
        Map.of(
            "heads",
            config.heads("n_heads", "dim"),
            "activation",
            config.activation("activation", "gelu"),
            Architecture.WORDS,
            0L),
        Map.of("epsilon", 1e-12),
        Map.of(),
        new Dropout(hidden, hidden, config.rate("attention_dropout", 0.1)));
  }
}
