/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.benchmarks.sidebyside.Stand;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Training on texts of mixed lengths, a batch a step, beside the trainer of sentence-transformers
 * over the same batches.
 */
public final class MixedTraining {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = 20260101;

  private final Stand stand;
  private final TaskExamples examples;
  private final Path folder;
  private final Mixture mixture;

  /**
   * How batches are drawn.
   *
   * @param alpha power of a task's number of examples
   * @param rows pairs of a step
   * @param steps of a block
   */
  record Mixture(double alpha, int rows, int steps) {}

  /**
   * What was measured.
   *
   * @param padding of the batches that count, were they padded side by side
   * @param tokenizing seconds a step of tokenizing alone
   */
  record Outcome(Padding padding, double tokenizing, Stand.Outcome steps) {}

  MixedTraining(Stand stand, TaskExamples examples, Path folder, Mixture mixture) {
    this.stand = stand;
    this.examples = examples;
    this.folder = folder;
    this.mixture = mixture;
  }

  /** Measures at a length of tokens at most, and a rate of every dropout. */
  Outcome measure(int length, double dropout) throws IOException {
    List<TaskExamples.Batch> batches =
        examples.draw(
            stand.units(mixture.steps()), mixture.rows(), mixture.alpha(), new Random(SEED));
    List<TaskExamples.Batch> counted =
        batches.subList(stand.warmUps() * mixture.steps(), batches.size());
    Padding padding = Padding.NONE;
    double tokenizing = 0;
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      for (TaskExamples.Batch batch : counted) {
        for (List<String> side : List.of(batch.queries(), batch.positives())) {
          long start = System.nanoTime();
          List<long[]> ids = tokenizer.tokenize(side, length);
          tokenizing += (System.nanoTime() - start) / 1e9;
          padding = padding.plus(ids.stream().map(row -> row.length).toList());
        }
      }
    }
    stand
        .out()
        .printf(
            "at most %d tokens, dropout %s: padded over real tokens %.3f, %.0f real tokens a step%n",
            length, dropout, padding.ratio(), (double) padding.real() / counted.size());
    Path rows = Files.createTempFile(stand.directory(), "rows", ".jsonl");
    Files.write(rows, lines(batches));
    try (FreshetSide ours =
        new FreshetSide(
            folder,
            examples.names(),
            length,
            dropout,
            ComputeOptions.cpu(stand.threads()).withPrecision(Precision.FLOAT32),
            index -> step(index, batches.get((int) index)))) {
      Stand.Outcome steps =
          stand.measure(
              ours,
              new Stand.Work("step", mixture.steps(), "mixed_training.py"),
              folder,
              rows,
              mixture.rows(),
              length,
              stand.threads(),
              dropout);
      return new Outcome(padding, tokenizing / counted.size(), steps);
    }
  }

  private static List<String> lines(List<TaskExamples.Batch> batches) throws IOException {
    List<String> lines = new ArrayList<>();
    for (TaskExamples.Batch batch : batches) {
      for (TaskExamples.Row row : batch.rows()) {
        lines.add(JSON.writeValueAsString(List.of(row.query(), row.positive())));
      }
    }
    return lines;
  }

  /** A step of one batch. */
  public static TrainingStep step(long index, TaskExamples.Batch batch) {
    List<TrainingRow> rows = new ArrayList<>();
    for (TaskExamples.Row row : batch.rows()) {
      rows.add(
          new TrainingRow(
              "e" + rows.size(), row.query(), "", row.positive(), List.of(), Double.NaN, 1, true));
    }
    return new TrainingStep(index, List.of(new SubBatch(batch.task(), rows)));
  }
}
