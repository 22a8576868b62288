/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.program.ProgramSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The decoders Llama (Touvron et al. 2023), Mistral (Jiang et al. 2023), Qwen2 and Qwen3: one
 * network whose parts can be chosen. A token looks back only, unless the configuration says {@code
 * "is_causal": false}, as transformers 5 reads it too.
 */
final class Decoder {
  static final String LLAMA = "llama";
  static final String MISTRAL = "mistral";
  static final String QWEN2 = "qwen2";
  static final String QWEN3 = "qwen3";

  private static final ProgramSource PROGRAM = BuiltInArchitectures.source("decoder");
  private static final double THETA = 10_000;

  private Decoder() {}

  /**
   * What tells one decoder from another.
   *
   * @param groups heads of key and value that are there where the configuration does not say
   * @param headWidth width of a head where the configuration does not say; 0: by the width
   * @param attentionBiases how many of query, key, value and output have a bias
   * @param forwardBiases how many of gate, up and down have one
   * @param headNorms whether the heads of query and key are normalised
   * @param window tokens that the sliding layers see, the token itself included; 0 for none
   */
  private record Parts(
      String type,
      long groups,
      long headWidth,
      long attentionBiases,
      long forwardBiases,
      boolean headNorms,
      LayerTypes layers,
      long window) {}

  static Architecture llama(Configuration config) throws ModelFormatException {
    return of(
        config,
        new Parts(
            LLAMA,
            0,
            0,
            config.flag("attention_bias", false) ? 4 : 0,
            config.flag("mlp_bias", false) ? 3 : 0,
            false,
            LayerTypes.of(config, layers(config), i -> false),
            0));
  }

  static Architecture mistral(Configuration config) throws ModelFormatException {
    long window = config.countOrNone("sliding_window", 4096);
    LayerTypes types = LayerTypes.of(config, layers(config), i -> window > 0);
    return of(config, new Parts(MISTRAL, 8, 0, 0, 0, false, types, window));
  }

  static Architecture qwen2(Configuration config) throws ModelFormatException {
    long window = qwenWindow(config);
    return of(config, new Parts(QWEN2, 32, 0, 3, 0, false, qwenLayers(config, window), window));
  }

  static Architecture qwen3(Configuration config) throws ModelFormatException {
    long window = qwenWindow(config);
    long biases = config.flag("attention_bias", false) ? 4 : 0;
    return of(
        config, new Parts(QWEN3, 32, 128, biases, 0, true, qwenLayers(config, window), window));
  }

  private static long qwenWindow(Configuration config) throws ModelFormatException {
    return config.flag("use_sliding_window", false)
        ? config.countOrNone("sliding_window", 4096)
        : 0;
  }

  private static LayerTypes qwenLayers(Configuration config, long window)
      throws ModelFormatException {
    long full = config.index("max_window_layers", 28);
    return LayerTypes.of(config, layers(config), i -> window > 0 && i >= full);
  }

  private static long layers(Configuration config) throws ModelFormatException {
    return config.count("num_hidden_layers");
  }

  private static Architecture of(Configuration config, Parts parts) throws ModelFormatException {
    long width = config.count("hidden_size");
    long vocabulary = config.count("vocab_size");
    long heads = config.count("num_attention_heads");
    boolean each = parts.groups == 0 || config.json().path("num_key_value_heads").isNull();
    long groups = config.count("num_key_value_heads", each ? heads : parts.groups);
    if (heads % groups != 0) {
      throw config.unusable(
          "num_key_value_heads %d does not divide num_attention_heads %d".formatted(groups, heads));
    }
    long headWidth = headWidth(config, parts, width);
    if (parts.layers.anySliding() && parts.window == 0) {
      throw config.unusable("layer_types names sliding attention, but no sliding_window is given");
    }
    TensorList tensors = tensors(config, parts, heads * headWidth, groups * headWidth, headWidth);
    return new Architecture(
        parts.type,
        PROGRAM,
        tensors.tensors(),
        tensors.layers(),
        new TensorList().linear("lm_head", vocabulary, width).tensors(),
        "model.",
        Math.toIntExact(width),
        Math.toIntExact(config.count("max_position_embeddings")),
        Math.toIntExact(vocabulary),
        integers(config, parts, heads, groups, headWidth),
        Map.of("epsilon", config.number("rms_norm_eps", 1e-6)),
        ropes(config, parts.layers),
        new Dropout(0, 0, config.rate("attention_dropout", 0)));
  }

  private static long headWidth(Configuration config, Parts parts, long width)
      throws ModelFormatException {
    if (config.json().hasNonNull("head_dim")) {
      return config.even("head_dim", config.count("head_dim"));
    }
    return parts.headWidth > 0
        ? parts.headWidth
        : config.even(
            "the width of a head", width / config.heads("num_attention_heads", "hidden_size"));
  }

  private static TensorList tensors(
      Configuration config, Parts parts, long queries, long keys, long headWidth)
      throws ModelFormatException {
    long width = config.count("hidden_size");
    long inner = config.count("intermediate_size");
    TensorList tensors =
        new TensorList().embedding("embed_tokens", config.count("vocab_size"), width);
    for (long i = 0; i < layers(config); i++) {
      String layer = "layers." + i + ".";
      String attention = layer + "self_attn.";
      tensors
          .mark()
          .scale(layer + "input_layernorm", width)
          .linear(attention + "q_proj", queries, width)
          .linear(attention + "k_proj", keys, width)
          .linear(attention + "v_proj", keys, width)
          .linear(attention + "o_proj", width, queries)
          .scale(layer + "post_attention_layernorm", width)
          .linear(layer + "mlp.gate_proj", inner, width)
          .linear(layer + "mlp.up_proj", inner, width)
          .linear(layer + "mlp.down_proj", width, inner);
      if (parts.attentionBiases > 0) {
        tensors
            .bias(attention + "q_proj", queries)
            .bias(attention + "k_proj", keys)
            .bias(attention + "v_proj", keys);
      }
      if (parts.attentionBiases > 3) {
        tensors.bias(attention + "o_proj", width);
      }
      if (parts.forwardBiases > 0) {
        tensors
            .bias(layer + "mlp.gate_proj", inner)
            .bias(layer + "mlp.up_proj", inner)
            .bias(layer + "mlp.down_proj", width);
      }
      if (parts.headNorms) {
        tensors.scale(attention + "q_norm", headWidth).scale(attention + "k_norm", headWidth);
      }
    }
    return tensors.mark().scale("norm", width);
  }

  private static Map<String, Long> integers(
      Configuration config, Parts parts, long heads, long groups, long headWidth)
      throws ModelFormatException {
    Map<String, Long> integers = new HashMap<>();
    integers.put("heads", heads);
    integers.put("groups", groups);
    integers.put("head_width", headWidth);
    integers.put("activation", config.activation("hidden_act", "silu"));
    integers.put("attention_biases", parts.attentionBiases);
    integers.put("feed_forward_biases", parts.forwardBiases);
    integers.put("head_norms", parts.headNorms ? 1L : 0L);
    integers.put("window", parts.window);
    integers.put(Architecture.WORDS, 0L);
    integers.put(Architecture.CAUSAL, config.flag("is_causal", true) ? 1L : 0L);
    return integers;
  }

  private static Map<String, List<Double>> ropes(Configuration config, LayerTypes types)
      throws ModelFormatException {
    Rope full = Rope.of(config, LayerTypes.FULL, "rope_theta", THETA);
    Rope near = Rope.of(config, LayerTypes.SLIDING, "rope_theta", THETA);
    return Map.of(
        "sliding", types.numbers(), "rope", full.numbers(), "sliding_rope", near.numbers());
  }
}
