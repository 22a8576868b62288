/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceLearnerTest {
  private static final List<String> AWKWARD =
      List.of(
          "getHTTPResponse2Code(int timeoutMs) { return XMLHttpRequest.OK_200; }",
          "snake_case_name SCREAMING_SNAKE aB Ab ABc x86_64 1.5e-3 v2Beta",
          "Größe, naïve — 東京! данныеПоток 42 ÀÉbÇd Σίσυφος ΣΑΣ İstanbul ǅ",
          "tab\there\r\nline\u00a0space\u2028sep zero\u200bWidth soft\u00adHyphen \u0007bell \ufffd",
          "½ Ⅷ ² ٣٤ 𝒜𝓫 emoji😀smile “quotes” … ¿qué? «a» $x += y^2 ~z `b` |c|",
          "fooBarÉté ÉCole éCole 3D D3 a1B2 Ünïcödé",
          "",
          "   ");

  @TempDir Path folder;

  @Test
  void theWrittenTokenizerSplitsAsTheLearnerDid() throws IOException {
    WordPieceLearner.learn(AWKWARD, 600, folder);
    Map<String, Integer> vocabulary = vocabulary();

    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      List<long[]> ids = tokenizer.tokenize(AWKWARD, 4096);
      assertThat(ids).containsExactlyElementsOf(asWritten(AWKWARD));
      for (int i = 0; i < AWKWARD.size(); i++) {
        assertThat(ids.get(i)).as(AWKWARD.get(i)).isEqualTo(segment(AWKWARD.get(i), vocabulary));
        assertThat(ids.get(i)).as(AWKWARD.get(i)).doesNotContain(1);
      }
    }
  }

  @Test
  void randomTextIsSplitAlikeToo() throws IOException {
    Random random = new Random(5);
    List<String> texts = new ArrayList<>();
    String alphabet = "abcXYZ019_-. éÉßñ日ДдΣσ\t\n\u200b\u00a0½😀";
    int[] points = alphabet.codePoints().toArray();
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j > 0; j--) {
        text.appendCodePoint(points[random.nextInt(points.length)]);
      }
      texts.add(text.toString());
    }
    WordPieceLearner.learn(texts, 400, folder);
    Map<String, Integer> vocabulary = vocabulary();
    assertThat(vocabulary).hasSize(400);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      List<long[]> ids = tokenizer.tokenize(texts, 4096);
      assertThat(ids).containsExactlyElementsOf(asWritten(texts));
      for (int i = 0; i < texts.size(); i++) {
        assertThat(ids.get(i)).as(texts.get(i)).isEqualTo(segment(texts.get(i), vocabulary));
        assertThat(ids.get(i)).as(texts.get(i)).doesNotContain(1);
      }
    }
  }

  @Test
  void joinsTheMostFrequentPairsFirstAndCountsAsIfAnew() {
    Random random = new Random(3);
    Map<String, long[]> counts = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      StringBuilder word = new StringBuilder();
      for (int j = 1 + random.nextInt(9); j > 0; j--) {
        word.append((char) ('a' + random.nextInt(4)));
      }
      counts.put(word.toString(), new long[] {1 + random.nextInt(50)});
    }
    assertThat(WordPieceLearner.vocabulary(counts, 120)).isEqualTo(countingAnew(counts, 120));
  }

  @Test
  void theSameCorpusGivesTheSameFiles(@TempDir Path other) throws IOException {
    WordPieceLearner.learn(AWKWARD, 300, folder);
    WordPieceLearner.learn(AWKWARD, 300, other);
    for (String name : List.of("tokenizer.json", "tokenizer_config.json", "vocab.txt")) {
      assertThat(folder.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
    }
    assertThat(Files.readAllLines(folder.resolve("vocab.txt")))
        .startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  }

  @Test
  void refusesNothingToLearnFrom() {
    assertThatThrownBy(() -> WordPieceLearner.learn(List.of(" "), 300, folder))
        .hasMessageContaining("no words");
    assertThatThrownBy(() -> WordPieceLearner.learn(AWKWARD, 10, folder))
        .hasMessageContaining("too small");
  }

  /** The plain form of the algorithm: count all pairs anew before each merge. */
  private static List<String> countingAnew(Map<String, long[]> counts, int size) {
    List<String> vocabulary = new ArrayList<>(WordPieceLearner.vocabulary(counts, 2 * 8 + 5));
    List<String> pieces = new ArrayList<>(vocabulary.subList(5, vocabulary.size()));
    pieces.removeIf(piece -> piece.replace("##", "").length() > 1);
    Map<List<String>, Long> words = new HashMap<>();
    counts.forEach(
        (word, count) -> {
          List<String> parts = new ArrayList<>();
          for (int i = 0; i < word.length(); i++) {
            parts.add((i == 0 ? "" : "##") + word.charAt(i));
          }
          words.merge(parts, count[0], Long::sum);
        });
    List<List<String>> all = new ArrayList<>(words.keySet());
    long[] weight = all.stream().mapToLong(words::get).toArray();
    while (pieces.size() < size - 5) {
      Map<List<String>, Long> pairs = new HashMap<>();
      for (int w = 0; w < weight.length; w++) {
        for (int i = 0; i + 1 < all.get(w).size(); i++) {
          pairs.merge(List.copyOf(all.get(w).subList(i, i + 2)), weight[w], Long::sum);
        }
      }
      List<String> best =
          pairs.entrySet().stream()
              .min(
                  Map.Entry.<List<String>, Long>comparingByValue()
                      .reversed()
                      .thenComparing(entry -> pieces.indexOf(entry.getKey().get(0)))
                      .thenComparing(entry -> pieces.indexOf(entry.getKey().get(1))))
              .orElseThrow()
              .getKey();
      String joined = best.get(0) + best.get(1).substring(2);
      if (!pieces.contains(joined)) {
        pieces.add(joined);
      }
      for (int w = 0; w < weight.length; w++) {
        List<String> merged = new ArrayList<>();
        List<String> parts = all.get(w);
        for (int i = 0; i < parts.size(); i++) {
          if (i + 1 < parts.size() && parts.subList(i, i + 2).equals(best)) {
            merged.add(joined);
            i++;
          } else {
            merged.add(parts.get(i));
          }
        }
        all.set(w, merged);
      }
    }
    List<String> result = new ArrayList<>(vocabulary.subList(0, 5));
    result.addAll(pieces);
    return result;
  }

  /** Longest match first, as WordPiece has it. */
  private static long[] segment(String text, Map<String, Integer> vocabulary) {
    List<Long> ids = new ArrayList<>();
    ids.add(2L);
    WordSplitter.split(
        text,
        word -> {
          int start = 0;
          while (start < word.length()) {
            int end = word.length();
            while (!vocabulary.containsKey((start == 0 ? "" : "##") + word.substring(start, end))) {
              end--;
              assertThat(end).as("known start of %s in %s", word, text).isGreaterThan(start);
            }
            ids.add((long) vocabulary.get((start == 0 ? "" : "##") + word.substring(start, end)));
            start = end;
          }
        });
    ids.add(3L);
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  /** The file as it is, run by the library alone. */
  private List<long[]> asWritten(List<String> texts) throws IOException {
    try (InputStream file = Files.newInputStream(folder.resolve("tokenizer.json"));
        HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(
                file, Map.of("truncation", "false", "padding", "false"))) {
      return texts.stream().map(text -> tokenizer.encode(text).getIds()).toList();
    }
  }

  private Map<String, Integer> vocabulary() throws IOException {
    Map<String, Integer> vocabulary = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry :
        TokenizerFile.read(folder).json().path("model").path("vocab").properties()) {
      vocabulary.put(entry.getKey(), entry.getValue().asInt());
    }
    return vocabulary;
  }
}
