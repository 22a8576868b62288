/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.Fixtures;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTokenizerTest {
  private final Path folder = Fixtures.path("encoders/bert");

  @Test
  void givesTheReferenceIdsAndMask() throws IOException {
    Map<String, HostTensor> expected = Safetensors.read(folder.resolve("expected.safetensors"));
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      TokenBatch batch = TextTokenizer.pad(tokenizer.tokenize(texts(), 64), tokenizer.padId());

      assertThat(batch.rows()).isEqualTo(8);
      assertThat(batch.length()).isEqualTo(63);
      assertThat(batch.ids()).isEqualTo(longs(expected.get("input_ids")));
      assertThat(batch.mask()).isEqualTo(longs(expected.get("attention_mask")));
    }
  }

  @Test
  void truncationKeepsTheSpecialTokens() throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      long[] whole = tokenizer.tokenize(texts(), 1000).get(6);
      long[] cut = tokenizer.tokenize(texts(), 10).get(6);

      assertThat(whole.length).isGreaterThan(10);
      assertThat(cut).hasSize(10).startsWith(2);
      assertThat(Arrays.copyOf(cut, 9)).isEqualTo(Arrays.copyOf(whole, 9));
      assertThat(cut[9]).isEqualTo(3);
      assertThat(tokenizer.tokenize(List.of(""), 10).get(0)).containsExactly(2, 3);
      assertThatThrownBy(() -> tokenizer.tokenize(texts(), 2)).hasMessageContaining("no room");
    }
  }

  @ParameterizedTest
  @CsvSource({"bert, false", "modernbert, true"})
  void theClassCountsWhereTransformersFollowsIt(
      String encoder, boolean lowers, @TempDir Path directory) throws IOException {
    Path cased = Fixtures.copy("encoders/" + encoder, directory.resolve(encoder));
    Path settings = cased.resolve("tokenizer_config.json");
    assertThat(settings).content().contains("BertTokenizer", "\"do_lower_case\": true");
    Files.writeString(
        settings,
        Files.readString(settings).replace("\"do_lower_case\": true", "\"do_lower_case\": false"));
    try (TextTokenizer tokenizer = TextTokenizer.open(cased)) {
      List<long[]> ids = tokenizer.tokenize(List.of("THE", "the"), 64);
      assertThat(Arrays.equals(ids.get(0), ids.get(1))).isEqualTo(lowers);
    }
  }

  @Test
  void aVocabularyAloneIsEnough(@TempDir Path directory) throws IOException {
    Map<String, Integer> ids = new HashMap<>();
    TokenizerFile.read(folder)
        .json()
        .path("model")
        .path("vocab")
        .properties()
        .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
    Files.writeString(
        directory.resolve("vocab.txt"),
        ids.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(entry -> entry.getKey() + "\n")
            .collect(Collectors.joining()));
    try (TextTokenizer whole = TextTokenizer.open(folder);
        TextTokenizer bare = TextTokenizer.open(directory)) {
      assertThat(bare.tokenize(texts(), 64)).containsExactlyElementsOf(whole.tokenize(texts(), 64));
    }
    Files.delete(directory.resolve("vocab.txt"));
    assertThatThrownBy(() -> TextTokenizer.open(directory))
        .hasMessageContaining("neither tokenizer.json nor vocab.txt");
  }

  @Test
  void longTextsAreCutWhereTheWholeWouldBe() throws IOException {
    Random random = new Random(11);
    List<String> words = List.of("flink", "kafka", "Größe", "—", "x", "checkpoint", "東京", "\n");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(200); j > 0; j--) {
        text.append(" ".repeat(random.nextInt(12))).append(words.get(random.nextInt(8)));
      }
      texts.add(text.toString());
    }
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      List<long[]> whole = tokenizer.tokenize(texts, Integer.MAX_VALUE);
      List<long[]> cut = tokenizer.tokenize(texts, 32);
      for (int i = 0; i < texts.size(); i++) {
        long[] expected = whole.get(i);
        if (expected.length > 32) {
          expected = Arrays.copyOf(expected, 32);
          expected[31] = 3;
        }
        assertThat(cut.get(i)).as(texts.get(i)).isEqualTo(expected);
      }
    }
  }

  @Test
  void manyThreadsShareOne() throws Exception {
    List<String> texts = texts();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      List<long[]> expected = tokenizer.tokenize(texts, 64);
      List<Future<List<long[]>>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        results.add(threads.submit(() -> tokenizer.tokenize(texts, 64)));
      }
      for (Future<List<long[]>> result : results) {
        assertThat(result.get()).containsExactlyElementsOf(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private List<String> texts() throws IOException {
    return List.of(
        new ObjectMapper().readValue(folder.resolve("texts.json").toFile(), String[].class));
  }

  private static long[] longs(HostTensor tensor) {
    LongBuffer buffer = tensor.data().asLongBuffer();
    long[] values = new long[buffer.remaining()];
    buffer.get(values);
    return values;
  }
}
