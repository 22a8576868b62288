/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples.architecture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ArchitectureDefinition;
import io.freshet.model.architecture.ArchitectureProvider;
import io.freshet.model.architecture.Configuration;
import io.freshet.model.architecture.Dropout;
import io.freshet.model.architecture.FreshSettings;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorList;
import io.freshet.model.program.ProgramSource;
import java.util.List;
import java.util.Map;

/**
 * BERT whose layers normalise what they read instead of what they write (Xiong et al. 2020): the
 * sum runs through all layers untouched, which needs no warm-up, and is normalised once at the end.
 * Has no token types. Folders of it are Freshet's own: transformers has no such {@code model_type}.
 */
public final class PreNormBert implements ArchitectureProvider, ArchitectureDefinition {
  private static final String TYPE = "pre-norm-bert";
  private static final ProgramSource PROGRAM =
      ProgramSource.resource(PreNormBert.class, "pre_norm_bert.py");

  /** For the {@link java.util.ServiceLoader}. */
  public PreNormBert() {}

  @Override
  public List<ArchitectureDefinition> architectures() {
    return List.of(this);
  }

  @Override
  public String modelType() {
    return TYPE;
  }

  @Override
  public Architecture read(Configuration config) throws ModelFormatException {
    long width = config.count("hidden_size");
    long positions = config.count("max_position_embeddings");
    long vocabulary = config.count("vocab_size");
    TensorList tensors = tensors(config, width, positions, vocabulary);
    double dropout = config.rate("hidden_dropout_prob", 0.1);
    return new Architecture(
        TYPE,
        PROGRAM,
        tensors.tensors(),
        tensors.layers(),
        List.of(),
        "",
        Math.toIntExact(width),
        Math.toIntExact(positions),
        Math.toIntExact(vocabulary),
        Map.of(
            "heads",
            config.heads("num_attention_heads", "hidden_size"),
            "activation",
            config.activation("hidden_act", "gelu"),
            Architecture.WORDS,
            0L),
        Map.of("epsilon", config.number("layer_norm_eps", 1e-12)),
        Map.of(),
        new Dropout(dropout, dropout, config.rate("attention_probs_dropout_prob", 0.1)));
  }

  /** The tensors in the order in which the program takes them. */
  private static TensorList tensors(
      Configuration config, long width, long positions, long vocabulary)
      throws ModelFormatException {
    long layers = config.count("num_hidden_layers");
    long inner = config.count("intermediate_size");
    TensorList tensors =
        new TensorList()
            .embedding("embeddings.word_embeddings", vocabulary, width)
            .embedding("embeddings.position_embeddings", positions, width);
    for (long i = 0; i < layers; i++) {
      String layer = "encoder.layer." + i + ".";
      tensors
          .mark()
          .norm(layer + "attention.norm", width)
          .affine(layer + "attention.query", width, width)
          .affine(layer + "attention.key", width, width)
          .affine(layer + "attention.value", width, width)
          .affine(layer + "attention.output", width, width)
          .norm(layer + "feed_forward.norm", width)
          .affine(layer + "feed_forward.in", inner, width)
          .affine(layer + "feed_forward.out", width, inner);
    }
    return tensors.mark().norm("encoder.norm", width);
  }

  @Override
  public ObjectNode fresh(FreshSettings settings) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("hidden_size", settings.width())
        .put("num_hidden_layers", settings.layers())
        .put("num_attention_heads", settings.heads())
        .put("intermediate_size", 4 * settings.width())
        .put("max_position_embeddings", settings.maxLength())
        .put("hidden_act", "gelu")
        .put("hidden_dropout_prob", 0.1)
        .put("attention_probs_dropout_prob", 0.1)
        .put("layer_norm_eps", 1e-12);
  }
}
