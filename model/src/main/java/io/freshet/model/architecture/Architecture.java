/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.program.ProgramSource;
import java.util.List;
import java.util.Map;

/**
 * A network as a configuration describes it: the tensors that its program takes, in order, and the
 * numbers that it needs.
 *
 * @param modelType Hugging Face's {@code model_type}
 * @param program source of its program: the functions {@code inputs}, {@code context}, {@code
 *     layer} and {@code outputs}, which other programs call as those of the file {@code
 *     architecture}
 * @param tensors in the program's order: input, layer by layer, output
 * @param layers where in {@code tensors} each layer begins, and where the last one ends
 * @param unused tensors that a folder may hold beside and no embedding needs: poolers, heads of
 *     language models; kept and written back
 * @param prefix of the tensors' names in the folder of a model with a head
 * @param dimension width of the last hidden state
 * @param maximumPositions tokens of a text at most
 * @param vocabulary ids that have an embedding
 * @param integers settings of the program that count or choose; {@link #CAUSAL} among them where
 *     the network is a decoder
 * @param reals settings of the program that measure
 * @param lists settings of the program that are several numbers
 * @param dropout the configuration's own rates
 */
public record Architecture(
    String modelType,
    ProgramSource program,
    List<TensorSpec> tensors,
    List<Long> layers,
    List<TensorSpec> unused,
    String prefix,
    int dimension,
    int maximumPositions,
    int vocabulary,
    Map<String, Long> integers,
    Map<String, Double> reals,
    Map<String, List<Double>> lists,
    Dropout dropout) {
  /** The program's setting that tells whether a token looks back only: 1, or 0 for not. */
  public static final String CAUSAL = "causal";

  /**
   * The program's setting that says that the first tensor holds the embeddings of the words and
   * that {@code inputs} does nothing with ids but look them up there. Its value is how many of the
   * lowest ids the program knows by number, as that of padding, and 0 where it knows none. Where it
   * is set, a step computes gradients only of the words that stand in its texts.
   */
  public static final String WORDS = "words";

  /** Copies the collections. */
  public Architecture {
    tensors = List.copyOf(tensors);
    layers = List.copyOf(layers);
    unused = List.copyOf(unused);
    integers = Map.copyOf(integers);
    reals = Map.copyOf(reals);
    lists = Map.copyOf(lists);
  }

  /** Names of the tensors in the program's order. */
  public List<String> names() {
    return tensors.stream().map(TensorSpec::name).toList();
  }

  /** Tells whether the network was made to predict the next token. */
  public boolean decoder() {
    return integers.containsKey(CAUSAL);
  }

  /**
   * Tells whether a token looks back only: a decoder whose configuration does not say {@code
   * "is_causal": false}.
   */
  public boolean causal() {
    return integers.getOrDefault(CAUSAL, 0L) == 1;
  }

  /**
   * Reads a configuration.
   *
   * @param config content of {@code config.json}
   * @param where it was read, for messages
   * @throws ModelFormatException where the architecture is unknown or the configuration unusable
   */
  public static Architecture of(JsonNode config, String where) throws ModelFormatException {
    Configuration configuration = new Configuration(config, where);
    String type = configuration.text("model_type", "");
    ArchitectureDefinitions installed = ArchitectureDefinitions.installed();
    return installed
        .find(type)
        .orElseThrow(
            () ->
                configuration.unusable(
                    "the architecture '%s' is not supported; supported are: %s"
                        .formatted(type, String.join(", ", installed.modelTypes()))))
        .read(configuration);
  }
}
