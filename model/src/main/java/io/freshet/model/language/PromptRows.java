/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.language;

import io.freshet.model.text.TextTokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompts to rows of tokens that fit a model: the special tokens that open every text, what stands
 * before the answer, and the answer, each tokenized by itself.
 */
final class PromptRows {
  private final TextTokenizer tokenizer;
  private final int maxLength;

  PromptRows(TextTokenizer tokenizer, int maxLength) {
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /** A prompt as tokens, or why it can be none. */
  sealed interface Row {

    /**
     * Tokens of a prompt.
     *
     * @param answer how many of them, at the end, are the answer's
     * @param cut whether the candidate was cut
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Fit(long[] ids, int answer, boolean cut) implements Row {}

    /** A prompt that does not fit, or has nothing to judge, or nothing to judge it by. */
    record Unfit(String reason) implements Row {}
  }

  /** The rows of prompts, in order. */
  List<Row> of(List<Prompt> prompts) {
    List<long[]> contexts = tokenizer.pieces(prompts.stream().map(Prompt::context).toList());
    List<long[]> answers = tokenizer.pieces(prompts.stream().map(Prompt::answer).toList());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      rows.add(row(prompts.get(i), contexts.get(i), answers.get(i)));
    }
    return rows;
  }

  private Row row(Prompt prompt, long[] context, long[] answer) {
    int opening = tokenizer.opening().size();
    if (answer.length == 0) {
      return new Row.Unfit("the answer has no tokens");
    }
    int room = maxLength - opening - answer.length;
    if (context.length <= room) {
      return fit(context, answer, false);
    }
    int least = tokens(prompt, 0).length;
    if (least > room) {
      return new Row.Unfit(
          "query and answer alone have %d tokens (%d of the answer), and the model reads %d"
              .formatted(opening + least + answer.length, answer.length, maxLength));
    }
    return fit(cut(prompt, room), answer, true);
  }

  /** Halves the distance between a beginning of the candidate that fits and one that does not. */
  private long[] cut(Prompt prompt, int room) {
    int fits = 0;
    int tooLong = prompt.candidate().codePointCount(0, prompt.candidate().length());
    long[] best = tokens(prompt, 0);
    while (tooLong - fits > 1) {
      int middle = (fits + tooLong) >>> 1;
      long[] tried = tokens(prompt, middle);
      if (tried.length <= room) {
        fits = middle;
        best = tried;
      } else {
        tooLong = middle;
      }
    }
    return best;
  }

  private long[] tokens(Prompt prompt, int codePoints) {
    return tokenizer.pieces(List.of(prompt.context(codePoints))).get(0);
  }

  private Row fit(long[] context, long[] answer, boolean cut) {
    List<Long> opening = tokenizer.opening();
    if (opening.isEmpty() && context.length == 0) {
      return new Row.Unfit("nothing stands before the answer");
    }
    long[] ids = new long[opening.size() + context.length + answer.length];
    for (int i = 0; i < opening.size(); i++) {
      ids[i] = opening.get(i);
    }
    System.arraycopy(context, 0, ids, opening.size(), context.length);
    System.arraycopy(answer, 0, ids, opening.size() + context.length, answer.length);
    return new Row.Fit(ids, answer.length, cut);
  }
}
