/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizedTextsTest {
  private static final List<String> TEXTS = List.of("window state", "operator", "a batch of loss");

  private static TokenizedTexts of(int... lengths) {
    List<long[]> ids = new ArrayList<>();
    for (int length : lengths) {
      ids.add(new long[length]);
    }
    return new TokenizedTexts(ids, 0, TextRole.QUERY);
  }

  @Test
  void partsAreWithinTheirTokensAndJoinedAreTheWhole() {
    TokenizedTexts texts = of(3, 4, 20, 1, 2, 3);
    List<TokenizedTexts> parts = texts.parts(8);
    assertThat(parts).extracting(TokenizedTexts::tokens).containsExactly(7L, 20L, 6L);
    assertThat(TokenizedTexts.joined(parts)).isEqualTo(texts);
    assertThat(texts.parts(33)).containsExactly(texts);
    assertThat(texts.tokens()).isEqualTo(33);
  }

  @Test
  void whatCannotGoThroughTheNetworkTogetherIsNotJoined() {
    TokenizedTexts documents = new TokenizedTexts(of(1).ids(), 0, TextRole.DOCUMENT);
    TokenizedTexts prompted = new TokenizedTexts(of(1).ids(), 2, TextRole.QUERY);
    TokenizedTexts projected = of(1).through(Optional.of("task"));
    assertThat(projected.parts(1)).containsExactly(projected);
    for (TokenizedTexts other : List.of(documents, prompted, projected)) {
      assertThatThrownBy(() -> TokenizedTexts.joined(List.of(of(1), other)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void queriesOfSeveralPromptsGoTogetherAsTheyWouldAlone() throws IOException {
    assertTogetherAsAlone(Fixtures.path("encoders/bert"));
  }

  @Test
  void soDoThoseWhosePromptsAreLeftOut(@TempDir Path directory) throws IOException {
    Path folder = Fixtures.copy("encoders/bert", directory.resolve("model"));
    Files.writeString(
        folder.resolve("1_Pooling/config.json"),
        "{\"pooling_mode\": \"mean\", \"include_prompt\": false}");
    assertTogetherAsAlone(folder);
  }

  private static void assertTogetherAsAlone(Path folder) throws IOException {
    try (EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1))) {
      TokenizedTexts first = model.tokenize(TEXTS, TextRole.QUERY, "kafka ", 64);
      TokenizedTexts second = model.tokenize(TEXTS, TextRole.QUERY, "flink ", 5);
      assertThat(first.skipped()).isEqualTo(second.skipped());
      float[][] together = model.embed(TokenizedTexts.joined(List.of(first, second)));
      float[][] alone = model.embed(TEXTS, "kafka ", 64);
      float[][] shorter = model.embed(TEXTS, "flink ", 5);
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(together[i]).containsExactly(alone[i], within(1e-6f));
        assertThat(together[TEXTS.size() + i]).containsExactly(shorter[i], within(1e-6f));
      }
      assertThat(model.embed(model.tokenize(TEXTS, TextRole.DOCUMENT)))
          .isDeepEqualTo(model.embed(TEXTS, TextRole.DOCUMENT));
    }
  }
}
