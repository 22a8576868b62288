/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.text.TokenizerFile;

/**
 * The {@code config.json} of a fresh model, with the settings that its architecture's authors chose
 * and in the spelling that both old and new versions of transformers read.
 */
final class FreshConfig {
  /** Standard deviation that Hugging Face draws weights with. */
  static final double DEVIATION = 0.02;

  /** Hugging Face's MPNet has the padding's id fixed. */
  private static final int MPNET_PADDING = 1;

  private final ModelSize size;
  private final TokenizerFile tokenizer;
  private final int maxLength;
  private final ObjectNode config = JsonFiles.MAPPER.createObjectNode();

  private FreshConfig(ModelSize size, TokenizerFile tokenizer, int maxLength) {
    this.size = size;
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /**
   * Returns the configuration.
   *
   * @throws IllegalArgumentException where the architecture is not supported, or not with the
   *     tokenizer
   */
  static ObjectNode of(
      String architecture, ModelSize size, TokenizerFile tokenizer, int maxLength) {
    return new FreshConfig(size, tokenizer, maxLength).make(architecture);
  }

  private ObjectNode make(String architecture) {
    config
        .put("model_type", architecture)
        .put("initializer_range", DEVIATION)
        .put("pad_token_id", tokenizer.padId())
        .put("vocab_size", tokenizer.vocabularySize());
    switch (architecture) {
      case "bert" -> bert("BertModel", maxLength).put("type_vocab_size", 2);
      case "roberta" -> roberta("RobertaModel");
      case "xlm-roberta" -> roberta("XLMRobertaModel");
      case "mpnet" ->
          bert("MPNetModel", maxLength + MPNET_PADDING + 1)
              .put("relative_attention_num_buckets", 32);
      case "distilbert" -> distilBert();
      case "modernbert" -> modernBert();
      case "llama" -> decoder("LlamaModel", size.heads());
      case "mistral" -> decoder("MistralModel", grouped()).putNull("sliding_window");
      case "qwen2" -> qwen2Tokenizer().decoder("Qwen2Model", grouped());
      case "qwen3" -> decoder("Qwen3Model", grouped()).put("head_dim", size.width() / size.heads());
      default ->
          throw new IllegalArgumentException(
              "the architecture '%s' is not supported; supported are: %s"
                  .formatted(architecture, String.join(", ", Architecture.SUPPORTED)));
    }
    return config;
  }

  /** Transformers 5 takes its own class for a Qwen2's tokenizer, whatever the folder names. */
  private FreshConfig qwen2Tokenizer() {
    String model = tokenizer.json().path("model").path("type").asText();
    if (!model.equals("BPE")) {
      throw new IllegalArgumentException(
          "a qwen2 with a %s tokenizer would be read wrongly by transformers, which takes it for BPE;"
                  .formatted(model)
              + " qwen3 has no such limit");
    }
    return this;
  }

  private ObjectNode common(String className, int positions) {
    config.putArray("architectures").add(className);
    return config
        .put("hidden_size", size.width())
        .put("max_position_embeddings", positions)
        .put("num_attention_heads", size.heads())
        .put("num_hidden_layers", size.layers());
  }

  private ObjectNode bert(String className, int positions) {
    return common(className, positions)
        .put("attention_probs_dropout_prob", 0.1)
        .put("hidden_act", "gelu")
        .put("hidden_dropout_prob", 0.1)
        .put("intermediate_size", 4 * size.width())
        .put("layer_norm_eps", 1e-12);
  }

  private void roberta(String className) {
    bert(className, Math.toIntExact(maxLength + tokenizer.padId() + 1))
        .put("layer_norm_eps", 1e-5)
        .put("type_vocab_size", 1);
  }

  private void distilBert() {
    config.putArray("architectures").add("DistilBertModel");
    config
        .put("activation", "gelu")
        .put("attention_dropout", 0.1)
        .put("dim", size.width())
        .put("dropout", 0.1)
        .put("hidden_dim", 4 * size.width())
        .put("max_position_embeddings", maxLength)
        .put("n_heads", size.heads())
        .put("n_layers", size.layers())
        .put("sinusoidal_pos_embds", false);
  }

  private void modernBert() {
    common("ModernBertModel", maxLength)
        .put("global_attn_every_n_layers", 3)
        .put("global_rope_theta", 160_000.0)
        .put("hidden_activation", "gelu")
        .put("initializer_cutoff_factor", 2.0)
        .put("intermediate_size", size.width() * 3 / 2)
        .put("local_attention", 128)
        .put("local_rope_theta", 10_000.0)
        .put("norm_eps", 1e-5);
    withoutOtherTokens("bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id");
  }

  private ObjectNode decoder(String className, int groups) {
    common(className, maxLength)
        .put("attention_dropout", 0.0)
        .put("hidden_act", "silu")
        .put("intermediate_size", 3 * size.width())
        .put("num_key_value_heads", groups)
        .put("rms_norm_eps", 1e-6)
        .put("rope_theta", 10_000.0)
        .put("tie_word_embeddings", true);
    withoutOtherTokens("bos_token_id", "eos_token_id");
    return config;
  }

  /** The defaults of transformers are ids of other vocabularies. */
  private void withoutOtherTokens(String... keys) {
    for (String key : keys) {
      config.putNull(key);
    }
  }

  private int grouped() {
    return size.heads() % 2 == 0 ? size.heads() / 2 : size.heads();
  }
}
