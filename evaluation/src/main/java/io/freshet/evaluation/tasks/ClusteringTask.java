/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.learning.VMeasure;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/**
 * Texts to be grouped: rows of {@code sentences} and {@code labels}, each row a set of its own, or
 * rows of {@code text} and {@code label} that are one set. K-means with as many clusters as labels,
 * seeded; the v-measure of each set and their mean, as in MTEB, whose k-means goes by mini-batches.
 *
 * @param path the file
 */
public record ClusteringTask(Path path) implements EvaluationTask {
  private static final String TYPE = "Clustering";
  private static final int ITERATIONS = 100;
  private static final int SEED = 42;

  private record TextSet(List<String> texts, List<String> labels) {}

  /** A point that knows its row. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Point(int row, double[] coordinates) implements Clusterable {
    @Override
    public double[] getPoint() {
      return coordinates;
    }
  }

  @Override
  public MtebResult evaluate(TaskEncoder encoder, Similarity similarity) throws IOException {
    long start = System.nanoTime();
    List<Map<String, Double>> each = new ArrayList<>();
    for (TextSet set : read()) {
      int clusters = new HashSet<>(set.labels()).size();
      double value =
          clusters == 1
              ? 1
              : VMeasure.of(set.labels(), cluster(encoder.encode(set.texts(), TYPE), clusters));
      each.add(Map.of("v_measure", value));
    }
    double[] values =
        each.stream().mapToDouble(set -> set.getOrDefault("v_measure", 0.0)).toArray();
    double mean = Arrays.stream(values).average().orElse(0);
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    return new MtebResult(
        name(),
        "test",
        "v_measure",
        Map.of("v_measure", mean, "v_measure_std", Math.sqrt(variance)),
        each,
        (System.nanoTime() - start) / 1e9);
  }

  private List<TextSet> read() throws IOException {
    List<TextSet> sets = new ArrayList<>();
    TextSet single = new TextSet(new ArrayList<>(), new ArrayList<>());
    for (JsonRows row : JsonRows.read(path)) {
      if (row.has("sentences")) {
        TextSet set = new TextSet(row.texts("sentences"), row.labels("labels"));
        if (set.texts().isEmpty() || set.texts().size() != set.labels().size()) {
          throw row.error(
              "%d sentences and %d labels".formatted(set.texts().size(), set.labels().size()));
        }
        sets.add(set);
      } else {
        single.texts().add(row.text("text"));
        single.labels().add(row.label("label"));
      }
    }
    if (!single.texts().isEmpty()) {
      sets.add(single);
    }
    return sets;
  }

  private static int[] cluster(float[][] vectors, int clusters) {
    List<Point> points = new ArrayList<>();
    for (int row = 0; row < vectors.length; row++) {
      double[] coordinates = new double[vectors[row].length];
      for (int i = 0; i < coordinates.length; i++) {
        coordinates[i] = vectors[row][i];
      }
      points.add(new Point(row, coordinates));
    }
    List<CentroidCluster<Point>> found =
        new KMeansPlusPlusClusterer<Point>(
                clusters, ITERATIONS, new EuclideanDistance(), new Well19937c(SEED))
            .cluster(points);
    int[] assigned = new int[vectors.length];
    for (int cluster = 0; cluster < found.size(); cluster++) {
      for (Point point : found.get(cluster).getPoints()) {
        assigned[point.row()] = cluster;
      }
    }
    return assigned;
  }
}
