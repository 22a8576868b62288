/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of a model's tensors. Canonical is Hugging Face's name without the prefix that the
 * encoder has within a model with a head.
 */
final class TensorNames {
  /** Heads of pre-training and of other tasks, whose tensors no embedding needs. */
  private static final List<String> HEADS =
      List.of(
          "cls.",
          "lm_head.",
          "vocab_transform.",
          "vocab_layer_norm.",
          "vocab_projector.",
          "pooler.",
          "classifier.",
          "pre_classifier.",
          "qa_outputs.",
          "score.");

  /** Heads of ModernBERT, whose names are too common to be let through elsewhere. */
  private static final List<String> MODERN_HEADS = List.of("head.", "decoder.");

  private static final String MODERN = "modernbert";

  /** Constants that older versions of transformers stored. */
  private static final List<String> CONSTANTS =
      List.of("embeddings.position_ids", "rotary_emb.inv_freq");

  private final Architecture architecture;
  private final Set<String> known = new HashSet<>();

  TensorNames(Architecture architecture) {
    this.architecture = architecture;
    architecture.tensors().forEach(spec -> known.add(spec.name()));
    architecture.unused().stream().map(TensorSpec::name).forEach(known::add);
  }

  /** The canonical name of a tensor that a file calls so. */
  String canonical(String name) {
    String prefix = architecture.prefix();
    String bare =
        !prefix.isEmpty() && name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    String modern = modern(bare);
    return known.contains(modern) ? modern : bare;
  }

  /** The spelling of today of names that checkpoints of the first BERT release have. */
  static String modern(String name) {
    return name.replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias");
  }

  /** Tells whether a tensor, by its canonical name, is known and needed by no embedding. */
  boolean spare(String canonical) {
    boolean modernHead = MODERN_HEADS.stream().anyMatch(canonical::startsWith);
    return HEADS.stream().anyMatch(canonical::startsWith)
        || CONSTANTS.stream().anyMatch(canonical::endsWith)
        || (modernHead && architecture.modelType().equals(MODERN));
  }
}
