/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A network as a configuration describes it: the tensors that its program takes, in order, and the
 * numbers that it needs.
 *
 * @param modelType Hugging Face's {@code model_type}
 * @param program name of the source file of its program
 * @param tensors in the program's order: input, layer by layer, output
 * @param layers where in {@code tensors} each layer begins, and where the last one ends
 * @param unused tensors that a folder may hold beside and no embedding needs: poolers, heads of
 *     language models; kept and written back
 * @param prefix of the tensors' names in the folder of a model with a head
 * @param dimension width of the last hidden state
 * @param maximumPositions tokens of a text at most
 * @param vocabulary ids that have an embedding
 * @param integers settings of the program that count or choose
 * @param reals settings of the program that measure
 * @param lists settings of the program that are several numbers
 * @param dropout the configuration's own rates
 */
public record Architecture(
    String modelType,
    String program,
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
    return program.equals(Decoder.PROGRAM);
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
    return switch (type) {
      case Bert.TYPE -> Bert.of(configuration);
      case Roberta.TYPE, Roberta.MULTILINGUAL -> Roberta.of(configuration, type);
      case DistilBert.TYPE -> DistilBert.of(configuration);
      case Mpnet.TYPE -> Mpnet.of(configuration);
      case ModernBert.TYPE -> ModernBert.of(configuration);
      case Decoder.LLAMA -> Decoder.llama(configuration);
      case Decoder.MISTRAL -> Decoder.mistral(configuration);
      case Decoder.QWEN2 -> Decoder.qwen2(configuration);
      case Decoder.QWEN3 -> Decoder.qwen3(configuration);
      default ->
          throw configuration.unusable(
              "the architecture '%s' is not supported; supported are: %s"
                  .formatted(type, String.join(", ", SUPPORTED)));
    };
  }

  /** The values of {@code model_type} that are supported. */
  public static final List<String> SUPPORTED =
      List.of(
          Bert.TYPE,
          Roberta.TYPE,
          Roberta.MULTILINGUAL,
          DistilBert.TYPE,
          Mpnet.TYPE,
          ModernBert.TYPE,
          Decoder.LLAMA,
          Decoder.MISTRAL,
          Decoder.QWEN2,
          Decoder.QWEN3);

  /** The program's setting that tells whether a token looks back only. */
  static final String CAUSAL = "causal";
}
