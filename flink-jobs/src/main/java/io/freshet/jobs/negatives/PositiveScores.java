/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.PassageEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** How a version scores what examples say is right. Stateless. */
public final class PositiveScores {
  /** Positives of an example that are encoded at most: some have hundreds. */
  static final int POSITIVES = 8;

  private PositiveScores() {}

  /**
   * The lowest score of the first positives of each example, as an index of the version would score
   * them: what scores above it may be right as well.
   *
   * @param profiles how the index makes the vectors of documents that a task searches
   * @param queries vectors of the examples' queries, [examples, dimension]
   */
  public static double[] lowest(
      EmbeddingModel model,
      Function<String, Optional<DocumentProfile>> profiles,
      List<TrainingExample> examples,
      float[][] queries) {
    Map<Optional<DocumentProfile>, List<Integer>> byProfile = new LinkedHashMap<>();
    for (int i = 0; i < examples.size(); i++) {
      byProfile
          .computeIfAbsent(profiles.apply(examples.get(i).task()), key -> new ArrayList<>())
          .add(i);
    }
    double[] lowest = new double[examples.size()];
    Arrays.fill(lowest, Double.POSITIVE_INFINITY);
    byProfile.forEach(
        (profile, places) -> {
          List<String> texts =
              places.stream().flatMap(place -> positives(examples.get(place))).toList();
          float[][] encoded = new PassageEncoder(model, profile).encode(texts);
          int next = 0;
          for (int place : places) {
            long end = next + positives(examples.get(place)).count();
            for (; next < end; next++) {
              lowest[place] = Math.min(lowest[place], dot(queries[place], encoded[next]));
            }
          }
        });
    return lowest;
  }

  private static Stream<String> positives(TrainingExample example) {
    return example.positives().stream().limit(POSITIVES).map(TextItem::text);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
