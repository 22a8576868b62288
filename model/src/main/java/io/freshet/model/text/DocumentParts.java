/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts documents into what is encoded of them. As thread-safe as the tokenizer.
 *
 * @param tokenizer of the model that encodes; stays the caller's to close
 * @param prompt that the model puts before every part
 */
public record DocumentParts(TextTokenizer tokenizer, String prompt) {

  /** Below this there is no room for a title and a text. */
  private static final int SMALLEST_ROOM = 2;

  /**
   * Title and text as one where they fit, else chunks of the text, each behind the title; as one,
   * too, where the prompt leaves no room for chunks.
   *
   * @param title may be empty; what of it would fill more than half of a chunk is left out of the
   *     chunks
   * @param tokens of a part at most, prompt and special tokens included
   * @param overlap tokens of text at most that a chunk has in common with the next, no more than
   *     half of what it has
   * @param atMost parts
   */
  public List<String> of(String title, String text, int tokens, int overlap, int atMost) {
    String whole = title.isEmpty() ? text : title + " " + text;
    // One more than fits tells whether it does, without a look at the rest of a long text.
    if (tokenizer.tokenize(List.of(prompt + whole), tokens + 1).get(0).length <= tokens) {
      return List.of(whole);
    }
    int room = tokens - tokenizer.tokenize(List.of(prompt), Integer.MAX_VALUE).get(0).length;
    if (room < SMALLEST_ROOM) {
      return List.of(whole);
    }
    List<String> head = TextChunks.cut(title, room / 2, 0, 1, this::tokensOfWords);
    int left = head.isEmpty() ? room : room - tokenizer.pieces(head).get(0).length;
    List<String> chunks =
        TextChunks.cut(text, left, Math.min(overlap, left / 2), atMost, this::tokensOfWords);
    if (chunks.isEmpty()) {
      return List.of(whole);
    }
    return head.isEmpty()
        ? chunks
        : chunks.stream().map(chunk -> head.get(0) + " " + chunk).toList();
  }

  /**
   * The larger of what a word makes at the beginning of a part and behind what stands before it:
   * some tokenizers make other tokens of that.
   */
  private int[] tokensOfWords(List<String> words) {
    List<long[]> within =
        tokenizer.pieces(
            words.stream()
                .map(word -> Character.isWhitespace(word.charAt(0)) ? word : " " + word)
                .toList());
    List<long[]> first = tokenizer.pieces(words.stream().map(String::strip).toList());
    return IntStream.range(0, words.size())
        .map(i -> Math.max(within.get(i).length, first.get(i).length))
        .toArray();
  }
}
