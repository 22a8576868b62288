/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Learns a lower-cased WordPiece tokenizer for text and code from a corpus. Stateless; the same
 * corpus gives the same files.
 */
public final class WordPieceLearner {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WordPieceLearner() {}

  /**
   * Learns a vocabulary and writes {@code tokenizer.json}, {@code tokenizer_config.json} and {@code
   * vocab.txt}. Camel case, snake case, digits and punctuation are split before the vocabulary is
   * asked. No word of the corpus becomes unknown, unless it has more than 100 characters or more
   * different characters occur than half the vocabulary can hold. A small corpus may give fewer
   * tokens than wished.
   *
   * @param corpus texts; gone through once, one at a time
   * @param vocabularySize largest number of tokens, the five special ones included
   * @param folder is made where it does not exist
   */
  public static void learn(Iterable<String> corpus, int vocabularySize, Path folder)
      throws IOException {
    if (vocabularySize < 50) {
      throw new IllegalArgumentException(
          "a vocabulary of " + vocabularySize + " tokens is too small; at least 50");
    }
    Map<String, long[]> words = new HashMap<>();
    for (String text : corpus) {
      WordSplitter.split(text, word -> words.computeIfAbsent(word, any -> new long[1])[0]++);
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("the corpus holds no words");
    }
    write(vocabulary(words, vocabularySize), folder);
  }

  /**
   * Returns special tokens, characters by code point, then merged pieces by when they were made.
   */
  static List<String> vocabulary(Map<String, long[]> wordCounts, int size) {
    Map<String, Integer> ids = alphabet(wordCounts, size / 2);
    List<Map.Entry<String, long[]>> sorted = new ArrayList<>(wordCounts.entrySet());
    sorted.sort(Map.Entry.comparingByKey());
    List<int[]> words = new ArrayList<>();
    long[] counts = new long[sorted.size()];
    for (Map.Entry<String, long[]> entry : sorted) {
      int[] parts = parts(entry.getKey(), ids);
      if (parts.length > 1) {
        counts[words.size()] = entry.getValue()[0];
        words.add(parts);
      }
    }
    List<String> characters = new ArrayList<>(ids.keySet());
    characters.sort(Comparator.comparing(ids::get));
    Merges merges = new Merges(characters, words, counts);
    merges.grow(size - TokenizerJson.SPECIAL_TOKENS.size());
    List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
    vocabulary.addAll(merges.pieces());
    return vocabulary;
  }

  /**
   * Numbers the first characters of words and the inner ones; the rarest go where room is short.
   */
  private static Map<String, Integer> alphabet(Map<String, long[]> wordCounts, int limit) {
    Map<String, long[]> seen = new TreeMap<>();
    wordCounts.forEach(
        (word, count) ->
            characters(word)
                .forEach(piece -> seen.computeIfAbsent(piece, any -> new long[1])[0] += count[0]));
    List<String> kept =
        seen.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, long[]> entry) -> -entry.getValue()[0])
                    .thenComparing(Map.Entry::getKey))
            .limit(limit)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    Map<String, Integer> ids = new HashMap<>();
    kept.forEach(piece -> ids.put(piece, ids.size()));
    return ids;
  }

  private static int[] parts(String word, Map<String, Integer> ids) {
    List<String> characters = characters(word);
    int[] parts = new int[characters.size()];
    for (int i = 0; i < parts.length; i++) {
      Integer id = ids.get(characters.get(i));
      if (id == null) {
        return new int[0];
      }
      parts[i] = id;
    }
    return parts;
  }

  /** Returns a word's characters as pieces; none for a word that is unknown by its length. */
  private static List<String> characters(String word) {
    int[] points = word.codePoints().toArray();
    List<String> pieces = new ArrayList<>(points.length);
    if (points.length <= TokenizerJson.LONGEST_WORD) {
      for (int i = 0; i < points.length; i++) {
        pieces.add((i == 0 ? "" : "##") + Character.toString(points[i]));
      }
    }
    return pieces;
  }

  private static void write(List<String> vocabulary, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(
        folder.resolve(TokenizerFile.NAME), JSON.writeValueAsBytes(TokenizerJson.code(vocabulary)));
    ObjectNode config = JSON.createObjectNode();
    // Any other class may build rules of its own instead of those in tokenizer.json.
    config
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("pad_token", TokenizerJson.PAD)
        .put("unk_token", TokenizerJson.UNKNOWN)
        .put("cls_token", TokenizerJson.CLS)
        .put("sep_token", TokenizerJson.SEP)
        .put("mask_token", TokenizerJson.MASK);
    Files.write(
        folder.resolve("tokenizer_config.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
    Files.writeString(folder.resolve("vocab.txt"), String.join("\n", vocabulary) + "\n");
  }
}
