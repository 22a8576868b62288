/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextChunksTest {

  /** A token a letter; other characters have none. */
  private static int[] letters(List<String> words) {
    return words.stream().mapToInt(TextChunksTest::letters).toArray();
  }

  private static int letters(String word) {
    return (int) word.codePoints().filter(Character::isLetter).count();
  }

  private static List<String> cut(String text, int budget, int overlap, int atMost) {
    return TextChunks.cut(text, budget, overlap, atMost, TextChunksTest::letters);
  }

  @Test
  void chunksAreWholeWordsAsTheyStandInTheText() {
    assertThat(cut("  aa bb\ncc  dd e ", 4, 0, 9)).containsExactly("aa bb", "cc  dd", "e");
    assertThat(cut("aa bb", 4, 0, 9)).containsExactly("aa bb");
    assertThat(cut("   ", 4, 0, 9)).isEmpty();
    assertThat(cut("", 4, 0, 9)).isEmpty();
  }

  @Test
  void theNextChunkBeginsWithTheLastWordsThatFitTheOverlap() {
    assertThat(cut("aa bb cc dd ee", 6, 2, 9)).containsExactly("aa bb cc", "cc dd ee");
    assertThat(cut("aa bb cc dd ee", 6, 1, 9))
        .as("no half words")
        .containsExactly("aa bb cc", "dd ee");
    assertThat(cut("aaa bbb ccc", 3, 3, 9))
        .as("never back to where it began")
        .containsExactly("aaa", "bbb", "ccc");
  }

  @Test
  void wordsLongerThanABudgetAreHalvedBetweenCharacters() {
    assertThat(cut("abcdefgh", 4, 0, 9)).containsExactly("abcd", "efgh");
    String wide = new String(Character.toChars(0x20BB7)).repeat(5);
    assertThat(cut(wide, 2, 0, 9))
        .allSatisfy(chunk -> assertThat(chunk.codePoints()).allMatch(c -> c == 0x20BB7));
    assertThat(String.join("", cut(wide, 2, 0, 9))).isEqualTo(wide);
  }

  @Test
  void whatIsBeyondTheLastChunkIsNotLookedAt() {
    String text = "word ".repeat(100_000);
    List<Integer> counted = new ArrayList<>();
    List<String> chunks =
        TextChunks.cut(
            text,
            8,
            0,
            3,
            words -> {
              counted.add(words.size());
              return letters(words);
            });
    assertThat(chunks).containsExactly("word word", "word word", "word word");
    assertThat(counted.stream().mapToInt(Integer::intValue).sum()).isLessThan(1_000);
  }

  @Test
  void everyWordIsInAChunkWithinTheBudget() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int budget = 1 + random.nextInt(12);
      int overlap = random.nextInt(budget);
      List<String> words = new ArrayList<>();
      int count = random.nextInt(60);
      for (int i = 0; i < count; i++) {
        words.add("x".repeat(1 + random.nextInt(budget)) + i);
      }
      List<String> chunks = cut(String.join(" ", words), budget, overlap, 1_000);
      assertThat(chunks).as("seed %d", seed).allMatch(chunk -> letters(chunk) <= budget);
      assertThat(
              chunks.stream()
                  .flatMap(chunk -> Arrays.stream(chunk.split(" ", -1)))
                  .distinct()
                  .collect(Collectors.toList()))
          .as("seed %d", seed)
          .isEqualTo(words);
    }
  }
}
