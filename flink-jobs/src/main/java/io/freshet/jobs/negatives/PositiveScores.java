/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.util.List;

/** How a version scores what examples say is right. Stateless. */
public final class PositiveScores {
  /** Positives of an example that are encoded at most: some have hundreds. */
  static final int POSITIVES = 8;

  private PositiveScores() {}

  /**
   * The lowest score of the first positives of each example, as an index of the version would score
   * them: what scores above it may be right as well.
   *
   * @param queries vectors of the examples' queries, [examples, dimension]
   */
  public static double[] lowest(
      EmbeddingModel model, List<TrainingExample> examples, float[][] queries) {
    List<String> texts =
        examples.stream()
            .flatMap(each -> each.positives().stream().limit(POSITIVES))
            .map(TextItem::text)
            .toList();
    float[][] encoded = model.embed(texts, TextRole.DOCUMENT);
    double[] lowest = new double[examples.size()];
    int next = 0;
    for (int i = 0; i < lowest.length; i++) {
      lowest[i] = Double.POSITIVE_INFINITY;
      int end = next + Math.min(POSITIVES, examples.get(i).positives().size());
      for (; next < end; next++) {
        lowest[i] = Math.min(lowest[i], dot(queries[i], encoded[next]));
      }
    }
    return lowest;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
