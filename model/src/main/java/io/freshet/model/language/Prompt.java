/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.language;

/**
 * What a language model reads, and the answer that is judged by it.
 *
 * @param before the candidate, may be empty
 * @param candidate what the answer is judged with; the one part that may be cut
 * @param after the candidate and before the answer, may be empty
 * @param answer the text whose tokens are judged
 */
public record Prompt(String before, String candidate, String after, String answer) {

  /** Everything before the answer, with only the beginning of the candidate. */
  String context(int codePoints) {
    return before + candidate.substring(0, candidate.offsetByCodePoints(0, codePoints)) + after;
  }

  /** Everything before the answer. */
  String context() {
    return before + candidate + after;
  }
}
