/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What all metrics of one query are computed from: where its documents of a positive grade stand,
 * beside the grades there are. Metrics cost time by the relevant documents, not by the depth.
 */
final class JudgedRanking {
  /** The grade of a document that nobody judged, as any negative one. */
  static final int UNJUDGED = -1;

  private static final double LOG_2 = Math.log(2);

  private final int level;
  private final int hits;
  // Of the hits, that is the found documents of a positive grade, best first.
  private final int[] ranks;
  private final int[] grades;
  private final int[] nonRelevantBefore;
  private final int[] ideal;
  private final int relevant;
  private final int nonRelevant;

  /**
   * Counts.
   *
   * @param ranked grades by rank, negative for what nobody judged
   * @param judged all grades, in any order
   * @param level lowest grade of a relevant document
   */
  JudgedRanking(int[] ranked, int[] judged, int level) {
    this.level = level;
    int positive = 0;
    for (int grade : ranked) {
      positive += grade > 0 ? 1 : 0;
    }
    ranks = new int[positive];
    grades = new int[positive];
    nonRelevantBefore = new int[positive];
    int hit = 0;
    int before = 0;
    for (int i = 0; i < ranked.length; i++) {
      if (ranked[i] > 0) {
        ranks[hit] = i + 1;
        grades[hit] = ranked[i];
        nonRelevantBefore[hit] = before;
        hit++;
      }
      if (ranked[i] >= 0 && ranked[i] < level) {
        before++;
      }
    }
    hits = hit;
    ideal = descendingPositive(judged);
    int atLevel = 0;
    int belowLevel = 0;
    for (int grade : judged) {
      atLevel += grade >= level ? 1 : 0;
      belowLevel += grade >= 0 && grade < level ? 1 : 0;
    }
    relevant = atLevel;
    nonRelevant = belowLevel;
  }

  static JudgedRanking of(List<String> ranked, Map<String, Integer> judgments, int level) {
    int[] grades = new int[ranked.size()];
    for (int i = 0; i < grades.length; i++) {
      grades[i] = judgments.getOrDefault(ranked.get(i), UNJUDGED);
    }
    return new JudgedRanking(grades, grades(judgments), level);
  }

  static JudgedRanking of(
      Ranking ranking, Map<String, Integer> judgments, Definitions definitions) {
    return new JudgedRanking(
        ranking.rankedGrades(judgments, definitions),
        grades(judgments),
        definitions.relevanceLevel());
  }

  private static int[] grades(Map<String, Integer> judgments) {
    int[] grades = new int[judgments.size()];
    int next = 0;
    for (int grade : judgments.values()) {
      grades[next++] = grade;
    }
    return grades;
  }

  private static int[] descendingPositive(int[] judged) {
    int[] grades = judged.clone();
    Arrays.sort(grades);
    int positive = 0;
    while (positive < grades.length && grades[grades.length - 1 - positive] > 0) {
      positive++;
    }
    int[] descending = new int[positive];
    for (int i = 0; i < positive; i++) {
      descending[i] = grades[grades.length - 1 - i];
    }
    return descending;
  }

  boolean hasRelevant() {
    return relevant > 0;
  }

  /** Number of relevant documents among the first {@code cut}. */
  int found(int cut) {
    int found = 0;
    for (int i = 0; i < hits && ranks[i] <= cut; i++) {
      found += grades[i] >= level ? 1 : 0;
    }
    return found;
  }

  double recall(int cut) {
    return relevant == 0 ? 0 : (double) found(cut) / relevant;
  }

  double cappedRecall(int cut) {
    return relevant == 0 ? 0 : (double) found(cut) / Math.min(cut, relevant);
  }

  double rPrecision() {
    return recall(relevant);
  }

  /** Average precision within the first {@code cut}, over all relevant documents or min(k, R). */
  double averagePrecision(int cut, boolean capped) {
    double sum = 0;
    int found = 0;
    for (int i = 0; i < hits && ranks[i] <= cut; i++) {
      if (grades[i] >= level) {
        found++;
        sum += (double) found / ranks[i];
      }
    }
    return relevant == 0 ? 0 : sum / (capped ? Math.min(cut, relevant) : relevant);
  }

  double reciprocalRank(int cut) {
    for (int i = 0; i < hits && ranks[i] <= cut; i++) {
      if (grades[i] >= level) {
        return 1.0 / ranks[i];
      }
    }
    return 0;
  }

  /** Gains of all positive grades over the best possible; the relevance level has no part in it. */
  double ndcg(int cut, Gain gain) {
    double ideally = 0;
    for (int i = 0; i < ideal.length && i < cut; i++) {
      ideally += discounted(gain.of(ideal[i], level), i + 1);
    }
    double sum = 0;
    for (int i = 0; i < hits && ranks[i] <= cut; i++) {
      sum += discounted(gain.of(grades[i], level), ranks[i]);
    }
    return ideally == 0 ? 0 : sum / ideally;
  }

  /** How often relevant documents stand before judged ones that are not. */
  double bpref() {
    double sum = 0;
    for (int i = 0; i < hits; i++) {
      if (grades[i] >= level) {
        int before = nonRelevantBefore[i];
        sum +=
            before == 0
                ? 1
                : 1 - (double) Math.min(before, relevant) / Math.min(nonRelevant, relevant);
      }
    }
    return relevant == 0 ? 0 : sum / relevant;
  }

  private static double discounted(double gain, int rank) {
    return gain / (Math.log(rank + 1) / LOG_2);
  }
}
