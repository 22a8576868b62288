/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.architecture.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Likelihoods of answers against those of transformers. */
class LanguageModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private static Path folder(String name) {
    return name.equals("causal-llama")
        ? Fixtures.path("language-modelling/causal-llama")
        : Fixtures.own("likelihoods/" + name);
  }

  private static LanguageModel load(String name, int batchTokens) throws IOException {
    return LanguageModel.load(folder(name), new ComputeOptions("cpu", 1, batchTokens));
  }

  private static JsonNode expected() throws IOException {
    return JSON.readTree(Fixtures.own("likelihoods/expected.json").toFile());
  }

  private static List<Prompt> prompts() throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    for (JsonNode p : expected().path("prompts")) {
      prompts.add(
          new Prompt(
              p.get(0).textValue(),
              p.get(1).textValue(),
              p.get(2).textValue(),
              p.get(3).textValue()));
    }
    return prompts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"causal-llama", "qwen3", "mistral"})
  void isTheReference(String name) throws IOException {
    JsonNode expected = expected().path("models").path(name);
    try (LanguageModel model = load(name, 2048)) {
      List<Likelihood> found = model.likelihoods(prompts());
      assertThat(found).hasSize(expected.path("means").size());
      for (int i = 0; i < found.size(); i++) {
        Likelihood.Known known = (Likelihood.Known) found.get(i);
        assertThat(known.mean())
            .as("prompt %d", i)
            .isCloseTo(expected.path("means").get(i).asDouble(), within(1e-5));
        assertThat(known.cut()).isEqualTo(expected.path("cut").get(i).booleanValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 70, 200, 100_000})
  void batchesDoNotMatter(int batchTokens) throws IOException {
    List<Prompt> prompts = prompts();
    try (LanguageModel one = load("qwen3", 1);
        LanguageModel other = load("qwen3", batchTokens)) {
      List<Double> alone =
          prompts.stream().map(p -> one.meanLogLikelihoods(List.of(p)).get(0)).toList();
      List<Double> together = other.meanLogLikelihoods(prompts);
      assertThat(other.meanLogLikelihoods(prompts)).isEqualTo(together);
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(together.get(i)).isCloseTo(alone.get(i), within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 800, 1200})
  void partsOfTheVocabularysScoresDoNotMatter(long scoresAPart) throws IOException {
    List<Prompt> prompts = prompts();
    ComputeOptions compute = new ComputeOptions("cpu", 1, 2048);
    try (LanguageModel whole = load("qwen3", 2048);
        LanguageModel parts = LanguageModel.load(folder("qwen3"), compute, scoresAPart)) {
      List<Double> expected = whole.meanLogLikelihoods(prompts);
      List<Double> found = parts.meanLogLikelihoods(prompts);
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-6));
      }
    }
  }

  @Test
  void eightBitsAreNoChoiceForThem() throws IOException {
    ComputeOptions cpu = ComputeOptions.cpu(1);
    try (LanguageModel told =
            LanguageModel.load(folder("qwen3"), cpu.withPrecision(Precision.INT8));
        LanguageModel open = LanguageModel.load(folder("qwen3"), cpu)) {
      assertThat(told.meanLogLikelihoods(prompts())).isEqualTo(open.meanLogLikelihoods(prompts()));
    }
  }

  @Test
  void sixteenBitsAreNearThem() throws IOException {
    ComputeOptions narrow = ComputeOptions.cpu(1).withPrecision(Precision.BFLOAT16);
    try (LanguageModel model = LanguageModel.load(folder("qwen3"), narrow)) {
      List<Double> found = model.meanLogLikelihoods(prompts());
      JsonNode expected = expected().path("models").path("qwen3").path("means");
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).isCloseTo(expected.get(i).asDouble(), within(0.1));
      }
    }
  }

  @Test
  void onlyTheCandidateIsCut() throws IOException {
    String much = "sea ".repeat(100);
    List<Prompt> prompts =
        List.of(
            new Prompt("", much, "\nquery\n", "answer"),
            new Prompt("", much + "and more", "\nquery\n", "answer"),
            new Prompt("", "a", much, "answer"),
            new Prompt("", "a", "\n", much),
            new Prompt("", "a", "\nquery\n", ""),
            new Prompt("", "", "", "answer"));
    try (LanguageModel model = load("causal-llama", 2048)) {
      List<Likelihood> found = model.likelihoods(prompts);
      assertThat(found.get(0)).isEqualTo(found.get(1));
      assertThat(((Likelihood.Known) found.get(0)).cut()).isTrue();
      assertThat(found.get(2)).asString().contains("query and answer alone", "reads 64");
      assertThat(found.get(3)).asString().contains("query and answer alone", "reads 64");
      assertThat(found.get(4)).asString().contains("no tokens");
      assertThat(found.get(5)).asString().contains("nothing stands before");
      assertThat(model.likelihoods(List.of())).isEmpty();
      assertThatThrownBy(() -> model.meanLogLikelihoods(prompts))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("reads 64");
    }
  }

  @Test
  void refusesCallsAfterClosing() throws IOException {
    LanguageModel model = load("causal-llama", 2048);
    try (model) {
      assertThat(model.maxLength()).isEqualTo(64);
    }
    assertThatThrownBy(() -> model.likelihoods(List.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void foldersThatPredictNothingAreRefused() throws IOException {
    ComputeOptions compute = ComputeOptions.cpu(1);
    assertThatThrownBy(() -> LanguageModel.load(Fixtures.path("encoders/bert"), compute))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("no causal language model");
    assertThatThrownBy(() -> LanguageModel.load(Fixtures.path("encoders/qwen3"), compute))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("lm_head.weight");
    Path both = directory.resolve("both");
    Fixtures.copy("language-modelling/causal-llama", both);
    Path config = both.resolve("config.json");
    ObjectNode changed = (ObjectNode) JSON.readTree(config.toFile());
    Files.writeString(config, changed.put("is_causal", false).toString());
    assertThatThrownBy(() -> LanguageModel.load(both, compute))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("no causal language model");
  }

  @Test
  void templatesHoldTheCandidateOnceAndEndWithTheAnswer() {
    Prompt prompt = PromptTemplate.DEFAULT.prompt("c {query}", "q {candidate}", "a");
    assertThat(prompt).isEqualTo(new Prompt("", "c {query}", "\nq {candidate}\n", "a"));
    assertThat(PromptTemplate.of("Q: {query}\n{x} {candidate}. {query} A: {answer}\n"))
        .isEqualTo(new PromptTemplate("Q: {query}\n{x} ", ". {query} A: "));
    assertThat(PromptTemplate.of("{candidate}\n{query}\n")).isEqualTo(PromptTemplate.DEFAULT);
    for (String wrong : List.of("", "{query}", "{candidate}{candidate}", "{answer}{candidate}")) {
      assertThatThrownBy(() -> PromptTemplate.of(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
