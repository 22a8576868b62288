/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.program.ProgramSource;
import java.util.Map;

/**
 * RoBERTa (Liu et al. 2019) and XLM-RoBERTa (Conneau et al. 2020): BERT whose positions are counted
 * from the one after the padding's.
 */
final class Roberta {
  static final String TYPE = "roberta";
  static final String MULTILINGUAL = "xlm-roberta";

  private static final ProgramSource PROGRAM = BuiltInArchitectures.source("roberta");

  private Roberta() {}

  static Architecture of(Configuration config, String type) throws ModelFormatException {
    long width = config.count("hidden_size");
    long positions = config.count("max_position_embeddings");
    long vocabulary = config.count("vocab_size");
    long padding = config.index("pad_token_id", 1);
    if (positions <= padding + 1) {
      throw config.unusable(
          "max_position_embeddings %d leaves no position behind pad_token_id %d"
              .formatted(positions, padding));
    }
    TensorList tensors = Bert.embeddings(config, width, positions, vocabulary);
    return new Architecture(
        type,
        PROGRAM,
        tensors.tensors(),
        tensors.layers(),
        new TensorList()
            .affine("pooler.dense", width, width)
            .add(languageHead(width, vocabulary))
            .tensors(),
        "roberta.",
        Math.toIntExact(width),
        Math.toIntExact(positions - padding - 1),
        Math.toIntExact(vocabulary),
        Map.of(
            "heads",
            Bert.heads(config),
            "activation",
            config.activation("hidden_act", "gelu"),
            "padding",
            padding,
            Architecture.WORDS,
            padding + 1),
        Map.of("epsilon", config.number("layer_norm_eps", 1e-5)),
        Map.of(),
        Bert.dropout(config));
  }

  /** The head of masked language modelling, which MPNet shares. */
  static TensorList languageHead(long width, long vocabulary) {
    return new TensorList()
        .affine("lm_head.dense", width, width)
        .norm("lm_head.layer_norm", width)
        .bias("lm_head", vocabulary)
        .affine("lm_head.decoder", vocabulary, width);
  }
}
