/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The head of a language model as a folder has it: from hidden states to a score of each token. An
 * encoder's is a dense layer, its activation, a normalisation and the output; a decoder's is the
 * output alone. Where the folder holds no dense layer, the output stands alone; where it holds no
 * output of its own, or ties it, the embeddings of the tokens are the output.
 *
 * @param tensors of the head in the order in which programs take them, those of the network left
 *     out
 * @param places of dense layer, its bias, norm, its bias, output, its bias among those tensors; -1
 *     where there is none
 * @param activation behind the dense layer
 */
public record LanguageHead(List<TensorSpec> tensors, List<Integer> places, long activation) {
  private static final int OUTPUT = 4;

  /** How the tensors of a head are called. */
  private record Names(
      String dense, String norm, String output, String bias, boolean ownActivation) {}

  private static final List<Names> KNOWN =
      List.of(
          new Names(
              "cls.predictions.transform.dense",
              "cls.predictions.transform.LayerNorm",
              "cls.predictions.decoder",
              "cls.predictions",
              false),
          new Names("lm_head.dense", "lm_head.layer_norm", "lm_head.decoder", "lm_head", true),
          new Names(
              "vocab_transform", "vocab_layer_norm", "vocab_projector", "vocab_projector", false),
          new Names("head.dense", "head.norm", "decoder", "decoder", true),
          new Names("", "", "lm_head", "", false));

  /** Copies the lists. */
  public LanguageHead {
    tensors = List.copyOf(tensors);
    places = List.copyOf(places);
  }

  /**
   * The head of a folder.
   *
   * @param config content of {@code config.json}
   * @param held names of the tensors that the folder holds
   * @throws IllegalArgumentException where the architecture names no head among its unused tensors
   */
  public static LanguageHead of(Architecture architecture, JsonNode config, Set<String> held) {
    Names names =
        KNOWN.stream()
            .filter(each -> spec(architecture, each.output() + ".weight").isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the architecture %s has no head that predicts tokens"
                            .formatted(architecture.modelType())));
    boolean decoder = names.dense().isEmpty();
    boolean tied = config.path("tie_word_embeddings").asBoolean(!decoder);
    boolean transform = held.contains(names.dense() + ".weight");
    List<TensorSpec> tensors = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<Optional<String>> wanted =
        List.of(
            Optional.of(names.dense() + ".weight").filter(name -> transform),
            Optional.of(names.dense() + ".bias").filter(name -> transform),
            Optional.of(names.norm() + ".weight").filter(name -> transform),
            Optional.of(names.norm() + ".bias").filter(name -> transform),
            Optional.of(names.output() + ".weight").filter(name -> !tied),
            Optional.of(names.bias() + ".bias"));
    for (Optional<String> name : wanted) {
      Optional<TensorSpec> spec =
          name.filter(held::contains).flatMap(each -> spec(architecture, each));
      places.add(spec.isPresent() ? tensors.size() : -1);
      spec.ifPresent(tensors::add);
    }
    long activation =
        names.ownActivation() ? 0 : architecture.integers().getOrDefault("activation", 0L);
    return new LanguageHead(tensors, places, activation);
  }

  private static Optional<TensorSpec> spec(Architecture architecture, String name) {
    return architecture.unused().stream().filter(spec -> spec.name().equals(name)).findFirst();
  }

  /**
   * The head as {@code language.py} takes it.
   *
   * @param first where the head's first tensor stands among the program's
   */
  public long[] numbers(int first) {
    long[] numbers = new long[places.size() + 1];
    for (int i = 0; i < places.size(); i++) {
      numbers[i] = places.get(i) < 0 ? -1 : first + places.get(i);
    }
    // The embeddings of the tokens come first in every network.
    numbers[OUTPUT] = Math.max(0, numbers[OUTPUT]);
    numbers[places.size()] = activation;
    return numbers;
  }
}
