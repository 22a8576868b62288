/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.cli.options.FailedException;
import io.freshet.model.language.LanguageModel;
import io.freshet.model.language.Likelihood;
import io.freshet.model.language.Prompt;
import io.freshet.model.language.PromptTemplate;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scores rows in their order, many at once: enough to sort their prompts by length, few enough to
 * hold. Not thread-safe.
 */
final class Scoring {
  private static final int PROMPTS_AT_ONCE = 1024;

  private final LanguageModel model;
  private final CandidateRow.Source source;
  private final PromptTemplate template;
  private final boolean skip;
  private final BufferedWriter writer;
  private final List<CandidateRow> waiting = new ArrayList<>();
  private final List<Prompt> prompts = new ArrayList<>();
  private Totals totals = new Totals(0, 0, 0, 0, 0);

  /**
   * What was done.
   *
   * @param examples that were scored
   * @param candidates of these
   * @param cut of the candidates, to fit the model
   * @param skipped examples without an answer, or too long for the model
   * @param others lines that were not to be scored
   */
  record Totals(long examples, long candidates, long cut, long skipped, long others) {
    private Totals plusScored(long candidates, long cut) {
      return new Totals(
          examples + 1, this.candidates + candidates, this.cut + cut, skipped, others);
    }

    private Totals plusSkipped() {
      return new Totals(examples, candidates, cut, skipped + 1, others);
    }

    private Totals plusOther() {
      return new Totals(examples, candidates, cut, skipped, others + 1);
    }

    /** The counts by name. */
    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("examples", examples)
          .put("candidates", candidates)
          .put("cut", cut)
          .put("skipped", skipped)
          .put("others", others);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d examples scored, with %,d candidates, of which %,d were cut; %,d skipped; %,d other lines",
          examples,
          candidates,
          cut,
          skipped,
          others);
    }
  }

  /**
   * Scoring into a file.
   *
   * @param skip whether examples that cannot be scored stay as they are
   */
  Scoring(
      LanguageModel model,
      CandidateRow.Source source,
      PromptTemplate template,
      boolean skip,
      BufferedWriter writer) {
    this.model = model;
    this.source = source;
    this.template = template;
    this.skip = skip;
    this.writer = writer;
  }

  /**
   * Takes the next row.
   *
   * @return whether it and all before it are written
   */
  boolean add(CandidateRow row) throws IOException, FailedException {
    waiting.add(row);
    if (row instanceof CandidateRow.Scorable scorable) {
      prompts.addAll(scorable.prompts(template));
    }
    if (prompts.size() < PROMPTS_AT_ONCE && waiting.size() < PROMPTS_AT_ONCE) {
      return false;
    }
    flush();
    return true;
  }

  /** Scores and writes what waits. */
  void flush() throws IOException, FailedException {
    List<Likelihood> likelihoods = model.likelihoods(prompts);
    int done = 0;
    for (CandidateRow row : waiting) {
      String text = row.text();
      if (row instanceof CandidateRow.Scorable scorable) {
        int candidates = scorable.positives().size() + scorable.negatives().size();
        text = scored(scorable, likelihoods.subList(done, done + candidates));
        done += candidates;
      } else {
        totals = row instanceof CandidateRow.Unanswered ? totals.plusSkipped() : totals.plusOther();
      }
      writer.write(text);
      writer.newLine();
    }
    waiting.clear();
    prompts.clear();
  }

  private String scored(CandidateRow.Scorable row, List<Likelihood> likelihoods)
      throws IOException, FailedException {
    List<Double> scores = new ArrayList<>();
    long cut = 0;
    for (Likelihood likelihood : likelihoods) {
      if (likelihood instanceof Likelihood.Known known) {
        scores.add(known.mean());
        cut += known.cut() ? 1 : 0;
      } else if (skip) {
        totals = totals.plusSkipped();
        return row.text();
      } else {
        throw new FailedException(
            String.valueOf(
                source.wrong(row.line(), ((Likelihood.Unfit) likelihood).reason()).getMessage()));
      }
    }
    totals = totals.plusScored(scores.size(), cut);
    return row.scored(scores);
  }

  /** What was done so far. */
  Totals totals() {
    return totals;
  }
}
