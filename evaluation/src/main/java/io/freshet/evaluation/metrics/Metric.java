/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One metric, by trec_eval's name; {@code mrr_cut_k} is the reciprocal rank within the first k, as
 * BEIR has it.
 *
 * @param kind what is measured
 * @param cut how many documents are looked at
 */
public record Metric(Kind kind, int cut) {
  private static final Pattern NAME = Pattern.compile("([A-Za-z]+(?:_[a-z]+)*?)(?:_([0-9]{1,9}))?");

  /** Kinds of metrics. */
  public enum Kind {
    /** Mean average precision. */
    MAP("map", false),
    /** Average precision within the first k. */
    MAP_CUT("map_cut", true),
    /** Reciprocal rank of the first relevant document. */
    RECIP_RANK("recip_rank", false),
    /** Reciprocal rank within the first k. */
    MRR_CUT("mrr_cut", true),
    /** Share of relevant documents among the first k. */
    PRECISION("P", true),
    /** Share of the relevant documents that stand among the first k. */
    RECALL("recall", true),
    /** The relevant documents among the first k over the smaller of k and their number. */
    RECALL_CAP("recall_cap", true),
    /** Discounted cumulative gain over the best possible. */
    NDCG("ndcg", false),
    /** The same within the first k. */
    NDCG_CUT("ndcg_cut", true),
    /** Precision at the number of relevant documents. */
    R_PRECISION("Rprec", false),
    /** Binary preference. */
    BPREF("bpref", false),
    /** 1 if a relevant document stands among the first k. */
    SUCCESS("success", true);

    private final String stem;
    private final boolean cuts;

    Kind(String stem, boolean cuts) {
      this.stem = stem;
      this.cuts = cuts;
    }

    /** Tells whether BEIR computes it itself, over all judged queries. */
    boolean beirsOwn() {
      return this == MRR_CUT || this == SUCCESS || this == RECALL_CAP;
    }
  }

  /**
   * Understands a name such as {@code ndcg_cut_10}.
   *
   * @throws IllegalArgumentException if there is no such metric
   */
  public static Metric parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (matcher.matches()) {
      String cut = matcher.group(2);
      for (Kind kind : Kind.values()) {
        if (kind.stem.equals(matcher.group(1)) && kind.cuts == (cut != null)) {
          int documents = cut == null ? Integer.MAX_VALUE : Integer.parseInt(cut);
          if (documents > 0) {
            return new Metric(kind, documents);
          }
        }
      }
    }
    StringBuilder known = new StringBuilder();
    for (Kind kind : Kind.values()) {
      known.append(known.isEmpty() ? "" : ", ").append(kind.stem).append(kind.cuts ? "_K" : "");
    }
    throw new IllegalArgumentException(
        "there is no metric '%s'; there are %s".formatted(name, known));
  }

  /** Returns the name that {@link #parse} understands. */
  public String name() {
    return kind.cuts ? String.format(Locale.ROOT, "%s_%d", kind.stem, cut) : kind.stem;
  }

  double of(JudgedRanking ranking, Definitions definitions) {
    return switch (kind) {
      case MAP -> ranking.averagePrecision(cut, false);
      case MAP_CUT -> ranking.averagePrecision(cut, definitions.cappedPrecision());
      case RECIP_RANK, MRR_CUT -> ranking.reciprocalRank(cut);
      case PRECISION -> (double) ranking.found(cut) / cut;
      case RECALL -> ranking.recall(cut);
      case RECALL_CAP -> ranking.cappedRecall(cut);
      case NDCG, NDCG_CUT -> ranking.ndcg(cut, definitions.gain());
      case R_PRECISION -> ranking.rPrecision();
      case BPREF -> ranking.bpref();
      case SUCCESS -> ranking.found(cut) > 0 ? 1 : 0;
    };
  }
}
