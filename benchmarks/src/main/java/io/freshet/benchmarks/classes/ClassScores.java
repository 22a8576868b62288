/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import io.freshet.evaluation.mapping.NeighbourMaps;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many test texts find their class among all classes that came so far, after each group; all
 * groups at once are one entry.
 *
 * @param kept by what was kept of each class at the end of its group
 * @param carried by the same, moved along with every later version
 */
record ClassScores(Course kept, Course carried) {

  /** Chosen before any result was seen, and not tuned; Hayes and Kanan use 1e-4. */
  private static final double SHRINKAGE = 1e-2;

  /**
   * Shares after each group.
   *
   * @param means by the nearest mean of a class
   * @param discriminants by linear discriminants
   */
  record Course(List<Double> means, List<Double> discriminants) {
    Course {
      means = List.copyOf(means);
      discriminants = List.copyOf(discriminants);
    }
  }

  /** After the last group. */
  static double last(List<Double> accuracies) {
    return accuracies.get(accuracies.size() - 1);
  }

  /** The mean over the ends of the groups. */
  static double average(List<Double> accuracies) {
    return accuracies.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /**
   * Scores models. What is kept of a class is taken from the texts of its group by the model at the
   * end of that group. What is carried moves at the end of each later group by what that group's
   * texts tell of the way from one version to the next.
   *
   * @param ends the model at the end of each group, or one for all groups at once
   */
  static ClassScores of(ClassGroups groups, List<Path> ends, ComputeOptions compute)
      throws IOException {
    if (ends.size() == 1) {
      List<LabelledText> train = new ArrayList<>();
      List<LabelledText> test = new ArrayList<>();
      groups.groups().forEach(group -> train.addAll(group.train()));
      groups.groups().forEach(group -> test.addAll(group.test()));
      return new Run(compute).after(ends, List.of(train), List.of(test));
    }
    return new Run(compute)
        .after(
            ends,
            groups.groups().stream().map(ClassGroups.Group::train).toList(),
            groups.groups().stream().map(ClassGroups.Group::test).toList());
  }

  /** Statistics with what they reached so far. */
  private record Reading(
      ClassStatistics statistics, List<Double> means, List<Double> discriminants) {
    static Reading of(int width) {
      return new Reading(new ClassStatistics(width), new ArrayList<>(), new ArrayList<>());
    }

    void judge(List<LabelledText> texts, float[][] embeddings) {
      means.add(statistics.nearestMean().accuracy(texts, embeddings));
      discriminants.add(statistics.discriminant(SHRINKAGE).accuracy(texts, embeddings));
    }

    Course course() {
      return new Course(means, discriminants);
    }
  }

  /** The groups in order. Not thread-safe. */
  private static final class Run {
    private final ComputeOptions compute;
    private final Map<Integer, float[][]> tests = new HashMap<>();
    private Path loaded = Path.of("");

    /** The texts of the next group by the version before it, where that is another one. */
    private Optional<float[][]> before = Optional.empty();

    Run(ComputeOptions compute) {
      this.compute = compute;
    }

    ClassScores after(
        List<Path> ends, List<List<LabelledText>> train, List<List<LabelledText>> test)
        throws IOException {
      List<Reading> readings = new ArrayList<>();
      List<LabelledText> seen = new ArrayList<>();
      for (int i = 0; i < train.size(); i++) {
        seen.addAll(test.get(i));
        try (EmbeddingModel model = EmbeddingModel.load(ends.get(i), compute)) {
          if (readings.isEmpty()) {
            readings.add(Reading.of(model.dimension()));
            readings.add(Reading.of(model.dimension()));
          }
          float[][] own = embed(model, train.get(i));
          before.ifPresent(
              former -> readings.get(1).statistics().carry(NeighbourMaps.fit(former, own)));
          float[][] embeddings = tests(model, ends.get(i), test.subList(0, i + 1));
          for (Reading reading : readings) {
            reading.statistics().add(train.get(i), own);
            reading.judge(seen, embeddings);
          }
          before =
              i + 1 < ends.size() && !ends.get(i + 1).equals(ends.get(i))
                  ? Optional.of(embed(model, train.get(i + 1)))
                  : Optional.empty();
        }
      }
      return new ClassScores(readings.get(0).course(), readings.get(1).course());
    }

    private float[][] tests(EmbeddingModel model, Path folder, List<List<LabelledText>> groups) {
      if (!folder.equals(loaded)) {
        tests.clear();
        loaded = folder;
      }
      List<float[]> all = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        List<LabelledText> group = groups.get(i);
        all.addAll(List.of(tests.computeIfAbsent(i, key -> embed(model, group))));
      }
      return all.toArray(float[][]::new);
    }

    private static float[][] embed(EmbeddingModel model, List<LabelledText> texts) {
      return model.embed(texts.stream().map(LabelledText::text).toList(), "", model.maxLength());
    }
  }
}
