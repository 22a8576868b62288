/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Share of test texts whose class is found among all classes that came so far, after each group;
 * all groups at once are one entry.
 *
 * @param means by the nearest mean of a class
 * @param discriminants by linear discriminants
 */
record ClassScores(List<Double> means, List<Double> discriminants) {

  /** Chosen before any result was seen, and not tuned; Hayes and Kanan use 1e-4. */
  private static final double SHRINKAGE = 1e-2;

  ClassScores {
    means = List.copyOf(means);
    discriminants = List.copyOf(discriminants);
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
   * end of that group, and never again.
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

  /** The groups in order. Not thread-safe. */
  private static final class Run {
    private final ComputeOptions compute;
    private final Map<Integer, float[][]> tests = new HashMap<>();
    private Path loaded = Path.of("");

    Run(ComputeOptions compute) {
      this.compute = compute;
    }

    ClassScores after(
        List<Path> ends, List<List<LabelledText>> train, List<List<LabelledText>> test)
        throws IOException {
      List<Double> means = new ArrayList<>();
      List<Double> discriminants = new ArrayList<>();
      List<ClassStatistics> statistics = new ArrayList<>();
      List<LabelledText> seen = new ArrayList<>();
      for (int i = 0; i < train.size(); i++) {
        seen.addAll(test.get(i));
        try (EmbeddingModel model = EmbeddingModel.load(ends.get(i), compute)) {
          if (statistics.isEmpty()) {
            statistics.add(new ClassStatistics(model.dimension()));
          }
          statistics.get(0).add(train.get(i), embed(model, train.get(i)));
          float[][] embeddings = tests(model, ends.get(i), test.subList(0, i + 1));
          means.add(statistics.get(0).nearestMean().accuracy(seen, embeddings));
          discriminants.add(statistics.get(0).discriminant(SHRINKAGE).accuracy(seen, embeddings));
        }
      }
      return new ClassScores(means, discriminants);
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
