/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.language;

/**
 * How candidate, query and answer of an example become a prompt.
 *
 * @param before the candidate; {@code {query}} in it stands for the query
 * @param after the candidate and before the answer, likewise
 */
public record PromptTemplate(String before, String after) {
  private static final String CANDIDATE = "{candidate}";
  private static final String QUERY = "{query}";
  private static final String ANSWER = "{answer}";

  /** Candidate and query on lines of their own, then the answer. */
  public static final PromptTemplate DEFAULT = new PromptTemplate("", "\n" + QUERY + "\n");

  /**
   * Reads a template: {@code {candidate}} once, {@code {query}} where wanted, and the answer at the
   * end, whether {@code {answer}} stands there or not. Other braces stand for themselves.
   *
   * @throws IllegalArgumentException where the candidate is missing or named twice, or the answer
   *     does not end it; white space behind that is ignored
   */
  public static PromptTemplate of(String text) {
    String prompt = text;
    int answer = text.indexOf(ANSWER);
    if (answer >= 0) {
      if (!text.substring(answer + ANSWER.length()).isBlank()) {
        throw new IllegalArgumentException(
            "a template ends with {answer}: what follows would not be read before it");
      }
      prompt = text.substring(0, answer);
    }
    int candidate = prompt.indexOf(CANDIDATE);
    if (candidate < 0 || candidate != prompt.lastIndexOf(CANDIDATE)) {
      throw new IllegalArgumentException(
          "a template holds {candidate} once before the answer; this is '%s'".formatted(text));
    }
    return new PromptTemplate(
        prompt.substring(0, candidate), prompt.substring(candidate + CANDIDATE.length()));
  }

  /** The prompt of a candidate. Braces in the texts mean nothing. */
  public Prompt prompt(String candidate, String query, String answer) {
    return new Prompt(before.replace(QUERY, query), candidate, after.replace(QUERY, query), answer);
  }
}
