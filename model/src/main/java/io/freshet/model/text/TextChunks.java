/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts texts into chunks of whole words, each within a budget of tokens. Words are what stands
 * between white space; one that alone exceeds the budget, as in languages without spaces, is halved
 * until its parts do not. Stateless.
 */
public final class TextChunks {

  /** Words whose tokens are counted in one call. */
  private static final int WORDS_A_CALL = 256;

  private TextChunks() {}

  /** Counts the tokens of words as they stand in a text, special tokens not among them. */
  @FunctionalInterface
  public interface TokenCounts {
    /**
     * The counts in the order of the words, each with the white space before it if there is any.
     */
    int[] of(List<String> words);
  }

  private record Word(int start, int end, int tokens) {}

  /**
   * The chunks in order, each as it stands in the text; none of a text without words.
   *
   * @param budget tokens of a chunk at most
   * @param overlap tokens at the end of a chunk that the next one begins with, at most; whole words
   * @param atMost chunks; the text after them is left out, and is not looked at
   */
  public static List<String> cut(
      String text, int budget, int overlap, int atMost, TokenCounts counts) {
    List<Word> words = words(text, budget, (long) budget * atMost, counts);
    List<String> chunks = new ArrayList<>();
    int first = 0;
    while (first < words.size() && chunks.size() < atMost) {
      int next = first;
      int tokens = 0;
      while (next < words.size()
          && (next == first || tokens + words.get(next).tokens() <= budget)) {
        tokens += words.get(next).tokens();
        next++;
      }
      chunks.add(text.substring(words.get(first).start(), words.get(next - 1).end()));
      first = next == words.size() ? next : repeated(words, first, next, overlap);
    }
    return chunks;
  }

  /** Where the next chunk begins: as many words back as the overlap holds, but never at none. */
  private static int repeated(List<Word> words, int first, int next, int overlap) {
    int begin = next;
    int tokens = 0;
    while (begin - 1 > first && tokens + words.get(begin - 1).tokens() <= overlap) {
      begin--;
      tokens += words.get(begin).tokens();
    }
    return begin;
  }

  /** The text's first words, until there are more than enough tokens. */
  private static List<Word> words(String text, int budget, long enough, TokenCounts counts) {
    List<Word> words = new ArrayList<>();
    long tokens = 0;
    int at = 0;
    while (at < text.length() && tokens <= enough) {
      List<int[]> places = new ArrayList<>();
      while (at < text.length() && places.size() < WORDS_A_CALL) {
        int space = at;
        int start = at;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
          start++;
        }
        at = start;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
          at++;
        }
        if (at > start) {
          places.add(new int[] {space, start, at});
        }
      }
      int[] found =
          counts.of(places.stream().map(place -> text.substring(place[0], place[2])).toList());
      for (int i = 0; i < found.length; i++) {
        tokens += found[i];
        add(new Word(places.get(i)[1], places.get(i)[2], found[i]), text, budget, counts, words);
      }
    }
    return words;
  }

  private static void add(
      Word word, String text, int budget, TokenCounts counts, List<Word> words) {
    int letters = text.codePointCount(word.start(), word.end());
    if (word.tokens() <= budget || letters == 1) {
      words.add(word);
      return;
    }
    int middle = text.offsetByCodePoints(word.start(), letters / 2);
    int[] halves =
        counts.of(
            List.of(text.substring(word.start(), middle), text.substring(middle, word.end())));
    add(new Word(word.start(), middle, halves[0]), text, budget, counts, words);
    add(new Word(middle, word.end(), halves[1]), text, budget, counts, words);
  }
}
