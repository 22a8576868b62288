/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.learning.LabelScores;
import io.freshet.evaluation.learning.LogisticRegression;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Labelled texts: a folder with {@code train.jsonl} and {@code test.jsonl}, rows of {@code text}
 * and {@code label}. Logistic regression on the embeddings of a few texts a label, ten times with
 * other texts; the scores are the means, as in MTEB. The draws are seeded, and others than MTEB's.
 *
 * @param path the folder
 */
public record ClassificationTask(Path path) implements EvaluationTask {
  private static final String TYPE = "Classification";
  private static final int EXPERIMENTS = 10;
  private static final int SAMPLES_PER_LABEL = 8;
  private static final long SEED = 42;

  private record Labelled(List<String> texts, List<String> labels) {}

  @Override
  public MtebResult evaluate(TaskEncoder encoder, Similarity similarity) throws IOException {
    long start = System.nanoTime();
    Labelled train = read(path.resolve("train.jsonl"));
    Labelled test = read(path.resolve("test.jsonl"));
    List<String> classes = List.copyOf(new TreeSet<>(train.labels()));
    if (classes.size() < 2) {
      throw new IOException(path.resolve("train.jsonl") + ": there must be two labels at least");
    }
    float[][] trainVectors = encoder.encode(train.texts(), TYPE);
    float[][] testVectors = encoder.encode(test.texts(), TYPE);
    Random random = new Random(SEED);
    List<Map<String, Double>> experiments = new ArrayList<>();
    for (int i = 0; i < EXPERIMENTS; i++) {
      List<Integer> sample = sample(train.labels(), random);
      LogisticRegression classifier =
          LogisticRegression.fit(
              sample.stream().map(row -> trainVectors[row]).toArray(float[][]::new),
              sample.stream().mapToInt(row -> classes.indexOf(train.labels().get(row))).toArray(),
              classes.size());
      List<String> predicted = new ArrayList<>();
      for (float[] vector : testVectors) {
        predicted.add(classes.get(classifier.predict(vector)));
      }
      LabelScores scores = LabelScores.of(test.labels(), predicted);
      experiments.add(
          Map.of(
              "accuracy", scores.accuracy(),
              "f1", scores.f1(),
              "f1_weighted", scores.f1Weighted()));
    }
    Map<String, Double> means = new TreeMap<>();
    for (String name : List.of("accuracy", "f1", "f1_weighted")) {
      means.put(
          name,
          experiments.stream().mapToDouble(e -> e.getOrDefault(name, 0.0)).average().orElse(0));
    }
    return new MtebResult(
        name(), "test", "accuracy", means, experiments, (System.nanoTime() - start) / 1e9);
  }

  private static Labelled read(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (JsonRows row : JsonRows.read(file)) {
      texts.add(row.text("text"));
      labels.add(row.label("label"));
    }
    return new Labelled(texts, labels);
  }

  /** The first few rows of each label in a random order. */
  private static List<Integer> sample(List<String> labels, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < labels.size(); row++) {
      order.add(row);
    }
    Collections.shuffle(order, random);
    Map<String, Integer> taken = new HashMap<>();
    return order.stream()
        .filter(row -> taken.merge(labels.get(row), 1, Integer::sum) <= SAMPLES_PER_LABEL)
        .toList();
  }
}
