/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The {@code config.json} of a new model, with the settings that its architecture's authors chose
 * and in the spelling that both old and new versions of transformers read.
 */
final class FreshConfig {
  /** Hugging Face's MPNet has the padding's id fixed. */
  private static final int MPNET_PADDING = 1;

  private final FreshSettings settings;
  private final ObjectNode config = JsonNodeFactory.instance.objectNode();

  FreshConfig(FreshSettings settings) {
    this.settings = settings;
  }

  ObjectNode bert() {
    return bert("BertModel", settings.maxLength()).put("type_vocab_size", 2);
  }

  ObjectNode mpnet() {
    return bert("MPNetModel", settings.maxLength() + MPNET_PADDING + 1)
        .put("relative_attention_num_buckets", 32);
  }

  ObjectNode llama() {
    return decoder("LlamaModel", settings.heads());
  }

  ObjectNode mistral() {
    return decoder("MistralModel", grouped()).putNull("sliding_window");
  }

  /**
   * Transformers 5 takes its own class for a Qwen2's tokenizer, whatever the folder names.
   *
   * @throws IllegalArgumentException on a tokenizer that is not of that class
   */
  ObjectNode qwen2() {
    if (!settings.tokenizer().equals("BPE")) {
      throw new IllegalArgumentException(
          "a qwen2 with a %s tokenizer would be read wrongly by transformers, which takes it for BPE;"
                  .formatted(settings.tokenizer())
              + " qwen3 has no such limit");
    }
    return decoder("Qwen2Model", grouped());
  }

  ObjectNode qwen3() {
    return decoder("Qwen3Model", grouped()).put("head_dim", settings.width() / settings.heads());
  }

  private ObjectNode common(String className, int positions) {
    config.putArray("architectures").add(className);
    return config
        .put("hidden_size", settings.width())
        .put("max_position_embeddings", positions)
        .put("num_attention_heads", settings.heads())
        .put("num_hidden_layers", settings.layers());
  }

  private ObjectNode bert(String className, int positions) {
    return common(className, positions)
        .put("attention_probs_dropout_prob", 0.1)
        .put("hidden_act", "gelu")
        .put("hidden_dropout_prob", 0.1)
        .put("intermediate_size", 4 * settings.width())
        .put("layer_norm_eps", 1e-12);
  }

  ObjectNode roberta(String className) {
    return bert(className, Math.toIntExact(settings.maxLength() + settings.padding() + 1))
        .put("layer_norm_eps", 1e-5)
        .put("type_vocab_size", 1);
  }

  ObjectNode distilBert() {
    config.putArray("architectures").add("DistilBertModel");
    return config
        .put("activation", "gelu")
        .put("attention_dropout", 0.1)
        .put("dim", settings.width())
        .put("dropout", 0.1)
        .put("hidden_dim", 4 * settings.width())
        .put("max_position_embeddings", settings.maxLength())
        .put("n_heads", settings.heads())
        .put("n_layers", settings.layers())
        .put("sinusoidal_pos_embds", false);
  }

  ObjectNode modernBert() {
    common("ModernBertModel", settings.maxLength())
        .put("global_attn_every_n_layers", 3)
        .put("global_rope_theta", 160_000.0)
        .put("hidden_activation", "gelu")
        .put("initializer_cutoff_factor", 2.0)
        .put("intermediate_size", settings.width() * 3 / 2)
        .put("local_attention", 128)
        .put("local_rope_theta", 10_000.0)
        .put("norm_eps", 1e-5);
    return withoutOtherTokens("bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id");
  }

  private ObjectNode decoder(String className, int groups) {
    common(className, settings.maxLength())
        .put("attention_dropout", 0.0)
        .put("hidden_act", "silu")
        .put("intermediate_size", 3 * settings.width())
        .put("num_key_value_heads", groups)
        .put("rms_norm_eps", 1e-6)
        .put("rope_theta", 10_000.0)
        .put("tie_word_embeddings", true);
    return withoutOtherTokens("bos_token_id", "eos_token_id");
  }

  /** The defaults of transformers are ids of other vocabularies. */
  private ObjectNode withoutOtherTokens(String... keys) {
    for (String key : keys) {
      config.putNull(key);
    }
    return config;
  }

  private int grouped() {
    return settings.heads() % 2 == 0 ? settings.heads() / 2 : settings.heads();
  }
}
