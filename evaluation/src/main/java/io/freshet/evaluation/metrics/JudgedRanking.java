/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Grades in ranked order beside the grades there are: what all metrics are computed from. */
@SuppressWarnings("ArrayRecordComponent")
record JudgedRanking(int[] grades, int[] ideal, int relevant, int nonRelevant) {
  /** The value trec_eval keeps for a document that nobody judged. */
  private static final int UNJUDGED = -1;

  static JudgedRanking of(List<String> ranked, Map<String, Integer> judgments) {
    int[] grades = new int[ranked.size()];
    for (int i = 0; i < grades.length; i++) {
      grades[i] = judgments.getOrDefault(ranked.get(i), UNJUDGED);
    }
    int[] ideal =
        judgments.values().stream().mapToInt(Integer::intValue).filter(g -> g > 0).toArray();
    Arrays.sort(ideal);
    for (int i = 0; i < ideal.length / 2; i++) {
      int swapped = ideal[i];
      ideal[i] = ideal[ideal.length - 1 - i];
      ideal[ideal.length - 1 - i] = swapped;
    }
    int nonRelevant = (int) judgments.values().stream().filter(grade -> grade == 0).count();
    return new JudgedRanking(grades, ideal, ideal.length, nonRelevant);
  }

  /** Number of relevant documents among the first {@code cut}. */
  int found(int cut) {
    int found = 0;
    for (int i = 0; i < Math.min(cut, grades.length); i++) {
      if (grades[i] > 0) {
        found++;
      }
    }
    return found;
  }

  double recall(int cut) {
    return relevant == 0 ? 0 : (double) found(cut) / relevant;
  }

  double rPrecision() {
    return relevant == 0 ? 0 : (double) found(relevant) / relevant;
  }

  double averagePrecision(int cut) {
    double sum = 0;
    int found = 0;
    for (int i = 0; i < Math.min(cut, grades.length); i++) {
      if (grades[i] > 0) {
        found++;
        sum += (double) found / (i + 1);
      }
    }
    return relevant == 0 ? 0 : sum / relevant;
  }

  double reciprocalRank(int cut) {
    for (int i = 0; i < Math.min(cut, grades.length); i++) {
      if (grades[i] > 0) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }

  double ndcg(int cut) {
    double ideally = gain(ideal, cut);
    return ideally == 0 ? 0 : gain(grades, cut) / ideally;
  }

  /** How often relevant documents stand before judged ones that are not. */
  double bpref() {
    double sum = 0;
    int nonRelevantSoFar = 0;
    for (int grade : grades) {
      if (grade > 0) {
        sum +=
            nonRelevantSoFar == 0
                ? 1
                : 1
                    - (double) Math.min(nonRelevantSoFar, relevant)
                        / Math.min(nonRelevant, relevant);
      } else if (grade == 0) {
        nonRelevantSoFar++;
      }
    }
    return relevant == 0 ? 0 : sum / relevant;
  }

  private static double gain(int[] grades, int cut) {
    double sum = 0;
    for (int i = 0; i < Math.min(cut, grades.length); i++) {
      if (grades[i] > 0) {
        sum += grades[i] / (Math.log(i + 2) / Math.log(2));
      }
    }
    return sum;
  }
}
