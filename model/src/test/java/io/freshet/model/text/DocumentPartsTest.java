/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentPartsTest {
  private static final int TOKENS = 24;

  static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(Fixtures.path("encoders"))) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String text(Path folder) throws IOException {
    List<String> texts = new ArrayList<>();
    JsonNode json = new ObjectMapper().readTree(folder.resolve("texts.json").toFile());
    json.forEach(text -> texts.add(text.asText()));
    return String.join(" ", texts) + " " + String.join(" ", texts);
  }

  private static List<Integer> lengths(TextTokenizer tokenizer, String prompt, List<String> texts) {
    return tokenizer.tokenize(texts.stream().map(text -> prompt + text).toList(), 1_000).stream()
        .map(ids -> ids.length)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void partsFitWhateverTheTokenizer(Path folder) throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      for (String prompt : List.of("", "passage: ")) {
        for (String title : List.of("", "On windows", "a title without an end ".repeat(20))) {
          List<String> parts =
              new DocumentParts(tokenizer, prompt).of(title, text(folder), TOKENS, 4, 1_000);
          assertThat(parts.size()).isGreaterThan(3);
          assertThat(lengths(tokenizer, prompt, parts)).allMatch(length -> length <= TOKENS);
          if (title.equals("On windows")) {
            assertThat(parts).allMatch(part -> part.startsWith("On windows "));
          }
        }
      }
    }
  }

  @Test
  void whatFitsIsOnePartAsItIsEncodedWithoutChunks() throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.open(Fixtures.path("encoders/bert"))) {
      DocumentParts parts = new DocumentParts(tokenizer, "");
      assertThat(parts.of("kafka", "window state", TOKENS, 4, 9))
          .containsExactly("kafka window state");
      assertThat(parts.of("", "window state", TOKENS, 4, 9)).containsExactly("window state");
      assertThat(parts.of("", "", TOKENS, 4, 9)).containsExactly("");
      int whole = lengths(tokenizer, "", List.of("kafka window state")).get(0);
      assertThat(parts.of("kafka", "window state", whole, 0, 9)).hasSize(1);
      assertThat(parts.of("", "kafka window state", whole - 1, 0, 9).size()).isGreaterThan(1);
    }
  }

  @Test
  void thereAreNoMorePartsThanAllowedAndOneWithoutRoom() throws IOException {
    Path folder = Fixtures.path("encoders/bert");
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      List<String> all = new DocumentParts(tokenizer, "").of("", text(folder), TOKENS, 0, 1_000);
      assertThat(new DocumentParts(tokenizer, "").of("", text(folder), TOKENS, 0, 2))
          .containsExactlyElementsOf(all.subList(0, 2));
      assertThat(String.join(" ", all).split("\\s+"))
          .as("no word is lost")
          .containsExactly(text(folder).strip().split("\\s+"));
      DocumentParts prompted = new DocumentParts(tokenizer, "a prompt that fills all of it ");
      assertThat(prompted.of("", text(folder), 6, 0, 9)).containsExactly(text(folder));
    }
  }
}
