/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.program.ProgramSource;
import java.util.List;
import java.util.Map;

/**
 * ModernBERT (Warner et al. 2024): rotary positions, layers that look everywhere and layers that
 * look near only by turns, each with a base of its own, gated feed-forward, few biases.
 */
final class ModernBert {
  static final String TYPE = "modernbert";

  private static final ProgramSource PROGRAM = BuiltInArchitectures.source("modernbert");

  private static final double GLOBAL_THETA = 160_000;
  private static final double LOCAL_THETA = 10_000;

  private ModernBert() {}

  static Architecture of(Configuration config) throws ModelFormatException {
    long width = config.count("hidden_size");
    long inner = config.count("intermediate_size");
    long layers = config.count("num_hidden_layers");
    long vocabulary = config.count("vocab_size");
    long heads = config.heads("num_attention_heads", "hidden_size");
    boolean normBias = config.flag("norm_bias", false);
    boolean attentionBias = config.flag("attention_bias", false);
    boolean forwardBias = config.flag("mlp_bias", false);
    TensorList tensors =
        new TensorList()
            .embedding("embeddings.tok_embeddings", vocabulary, width)
            .norm("embeddings.norm", width, normBias);
    for (long i = 0; i < layers; i++) {
      String layer = "layers." + i + ".";
      tensors
          .mark()
          .affine(layer + "attn.Wqkv", 3 * width, width, attentionBias)
          .affine(layer + "attn.Wo", width, width, attentionBias)
          .norm(layer + "mlp_norm", width, normBias)
          .affine(layer + "mlp.Wi", 2 * inner, width, forwardBias)
          .affine(layer + "mlp.Wo", width, inner, forwardBias);
      if (i > 0) {
        tensors.norm(layer + "attn_norm", width, normBias);
      }
    }
    tensors.mark().norm("final_norm", width, normBias);
    boolean headBias = config.flag("classifier_bias", false);
    TensorList unused =
        new TensorList()
            .affine("head.dense", width, width, headBias)
            .norm("head.norm", width, normBias)
            .affine("decoder", vocabulary, width);
    long every = config.count("global_attn_every_n_layers", 3);
    LayerTypes types = LayerTypes.of(config, layers, i -> i % every != 0);
    return new Architecture(
        TYPE,
        PROGRAM,
        tensors.tensors(),
        tensors.layers(),
        unused.tensors(),
        "model.",
        Math.toIntExact(width),
        Math.toIntExact(config.count("max_position_embeddings")),
        Math.toIntExact(vocabulary),
        Map.of(
            "heads",
            heads,
            "head_width",
            config.even("head width", width / heads),
            "activation",
            config.activation("hidden_activation", "gelu"),
            "norm_biases",
            normBias ? 1L : 0L,
            "attention_biases",
            attentionBias ? 1L : 0L,
            "feed_forward_biases",
            forwardBias ? 1L : 0L,
            "window",
            config.count("local_attention", 128) / 2,
            Architecture.WORDS,
            0L),
        Map.of("epsilon", config.number("norm_eps", 1e-5)),
        ropes(config, types),
        new Dropout(
            config.rate("embedding_dropout", 0),
            config.rate("mlp_dropout", 0),
            config.rate("attention_dropout", 0)));
  }

  private static Map<String, List<Double>> ropes(Configuration config, LayerTypes types)
      throws ModelFormatException {
    Rope full = Rope.of(config, LayerTypes.FULL, "global_rope_theta", GLOBAL_THETA);
    // The older spelling's null says: as the other layers.
    double theta = config.json().path("local_rope_theta").isNull() ? full.theta() : LOCAL_THETA;
    Rope near = Rope.of(config, LayerTypes.SLIDING, "local_rope_theta", theta);
    return Map.of(
        "sliding", types.numbers(), "rope", full.numbers(), "sliding_rope", near.numbers());
  }
}
