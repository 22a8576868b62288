/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.TextRole;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.SegmentedBytes;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {
  private static final Path MODEL = Fixtures.path("training/initial");
  private static final List<String> WORDS =
      List.of("kafka", "window", "gradient", "offset", "vector", "loss", "rank", "state", "query");

  @TempDir Path directory;

  @Test
  void restoredTrainerGoesOnWithTheSameBits() throws IOException {
    byte[] undisturbed;
    try (Trainer trainer = start(settings(0.1, 1e-3))) {
      for (int i = 0; i < 8; i++) {
        trainer.step(step(i));
      }
      undisturbed = bytes(trainer.state());
    }
    List<StateChunk> chunks;
    try (Trainer trainer = start(settings(0.1, 1e-3))) {
      for (int i = 0; i < 5; i++) {
        trainer.step(step(i));
      }
      chunks = new ArrayList<>(trainer.state().chunks(10_000));
      trainer.step(step(5));
    }
    assertThat(chunks).hasSizeGreaterThan(20).allMatch(chunk -> chunk.bytes().isReadOnly());
    Collections.shuffle(chunks, new Random(1));
    try (Trainer trainer = Trainer.restore(MODEL, settings(0.1, 1e-3), objectives(), chunks)) {
      assertThat(trainer.steps()).isEqualTo(5);
      for (int i = 5; i < 8; i++) {
        trainer.step(step(i));
      }
      assertThat(trainer.steps()).isEqualTo(8);
      assertThat(bytes(trainer.state())).isEqualTo(undisturbed);
    }
  }

  @Test
  void theGradientsOfAStepAreThoseOfItsSlicesTogether() throws IOException {
    byte[] whole = trained(0.1);
    try (Trainer trainer = start(settings(0.1, 1e-3))) {
      for (int i = 0; i < 3; i++) {
        TrainingStep step = step(i);
        assertThat(step.subBatches()).hasSize(2);
        try (StepGradients first = trainer.gradients(step, 0, 1);
            StepGradients second = trainer.gradients(step, 1, 2);
            StepGradients other = trainer.gradients(step(i + 1), 0, 1)) {
          assertThatThrownBy(() -> first.add(other)).isInstanceOf(IllegalArgumentException.class);
          first.add(second);
          StepReport report = trainer.update(first);
          assertThat(report.losses()).hasSize(2);
          assertThat(report.pairs())
              .isEqualTo(step.subBatches().stream().mapToInt(batch -> batch.rows().size()).sum());
        }
      }
      assertThat(bytes(trainer.state())).isEqualTo(whole);
    }
  }

  @Test
  void stepsFromAnotherThreadGiveTheSameBits() throws Exception {
    byte[] here = trained(0.1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      assertThat(thread.submit(() -> trained(0.1)).get()).isEqualTo(here);
    } finally {
      thread.shutdown();
    }
    assertThat(trained(0)).isNotEqualTo(here);
  }

  @Test
  void incompleteStateIsRefused() throws IOException {
    try (Trainer trainer = start(settings(0, 1e-3))) {
      List<StateChunk> chunks = trainer.state().chunks(10_000);
      assertThatThrownBy(() -> TrainerState.of(chunks.subList(1, chunks.size())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not complete");
    }
    StateChunk foreign = new StateChunk(0, 1, ByteBuffer.allocateDirect(16));
    assertThatThrownBy(() -> TrainerState.of(List.of(foreign)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void holdsNoMoreArraysAfterManySteps() throws IOException {
    try (Trainer trainer = start(settings(0.1, 1e-3))) {
      trainer.step(step(0));
      int arrays = trainer.arrays();
      for (int i = 1; i < 30; i++) {
        trainer.step(step(i));
      }
      trainer.state();
      assertThat(trainer.arrays()).isEqualTo(arrays);
    }
  }

  @Test
  void nonFiniteStepIsLeftOutAndThenFails() throws IOException {
    TaskObjective broken =
        TaskObjective.of("search", 1, Losses.infoNce(1e-320, Negatives.BATCH), "", 32, 32);
    TrainingStep step = new TrainingStep(0, List.of(batch("search", 0)));
    try (Trainer trainer = Trainer.start(MODEL, settings(0, 1e-3), Map.of("search", broken))) {
      byte[] before = bytesOfTensors(trainer);
      StepReport report = trainer.step(step);
      assertThat(report.skipped()).isTrue();
      assertThat(report.step()).isZero();
      assertThat(bytesOfTensors(trainer)).isEqualTo(before);
      assertThat(trainer.step(step).skipped()).isTrue();
      assertThatThrownBy(() -> trainer.step(step)).isInstanceOf(NonFiniteTrainingException.class);
      trainer.objectives(objectives());
      assertThat(trainer.step(step).skipped()).isFalse();
    }
  }

  @Test
  void ranksCountFreshRowsOnly() throws IOException {
    try (Trainer trainer = start(settings(0, 1e-3))) {
      StepReport.InBatchRanks ranks = trainer.step(step(0)).ranks().get("search");
      assertThat(ranks.rows()).isEqualTo(4);
      // Six rows with a negative each: six positives and six negatives are candidates.
      assertThat(ranks.candidateSum()).isEqualTo(4 * 12);
      assertThat(ranks.reciprocalRankSum()).isBetween(4 / 12.0, 4.0);
      assertThat(ranks.firstCount()).isBetween(0L, 4L);
    }
  }

  @ParameterizedTest
  @CsvSource({"OWN, 2", "BATCH, 7", "ALL, 12"})
  void negativesDecideWhatARowIsRankedAmong(Negatives negatives, long candidates)
      throws IOException {
    TaskObjective objective =
        TaskObjective.of("search", 1, Losses.infoNce(0.1, negatives), "", 32, 32);
    try (Trainer trainer = Trainer.start(MODEL, settings(0, 1e-3), Map.of("search", objective))) {
      TrainingStep step = new TrainingStep(0, List.of(batch("search", 0)));
      StepReport.InBatchRanks ranks = trainer.step(step).ranks().get("search");
      assertThat(ranks.candidateSum()).isEqualTo(4 * candidates);
    }
  }

  @Test
  void learnsAndExports() throws IOException {
    Path target = directory.resolve("trained");
    String digest;
    double first;
    double last = 0;
    try (Trainer trainer = start(settings(0, 5e-3))) {
      first = trainer.step(step(0)).losses().get("search");
      for (int i = 0; i < 30; i++) {
        last = trainer.step(step(0)).losses().get("search");
      }
      digest = trainer.state().export(MODEL, target);
    }
    assertThat(last).isLessThan(first / 4);
    try (EmbeddingModel model = EmbeddingModel.load(target, ComputeOptions.cpu(1))) {
      assertThat(model.digest()).isEqualTo(digest);
      TrainingRow row = batch("search", 0).rows().get(0);
      float[] query = model.embed(List.of(row.query()), TextRole.QUERY)[0];
      float[] positive = model.embed(List.of(row.positive()), "d: ", 32)[0];
      double cosine = 0;
      for (int i = 0; i < query.length; i++) {
        cosine += (double) query[i] * positive[i];
      }
      assertThat(cosine).isGreaterThan(0.5).isLessThan(1 + 1e-5);
    }
  }

  @Test
  void unknownTaskIsRefused() throws IOException {
    try (Trainer trainer = start(settings(0, 1e-3))) {
      TrainingStep step = new TrainingStep(0, List.of(batch("nobody's", 0)));
      assertThatThrownBy(() -> trainer.step(step))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nobody's");
    }
  }

  @Test
  void rowsOfNoWeightTeachNothing() throws IOException {
    SubBatch batch = batch("search", 0);
    List<TrainingRow> rows =
        batch.rows().stream()
            .map(
                row ->
                    new TrainingRow(
                        row.exampleId(),
                        row.query(),
                        row.queryPrompt(),
                        row.positive(),
                        row.negatives(),
                        row.score(),
                        0,
                        row.fresh()))
            .toList();
    try (Trainer trainer = start(settings(0, 1e-3))) {
      StepReport report = trainer.step(new TrainingStep(0, List.of(new SubBatch("search", rows))));
      assertThat(report.losses().get("search")).isCloseTo(0, within(1e-12));
      assertThat(report.gradientNorm()).isCloseTo(0, within(1e-12));
    }
  }

  private static byte[] trained(double dropout) throws IOException {
    try (Trainer trainer = start(settings(dropout, 1e-3))) {
      for (int i = 0; i < 3; i++) {
        trainer.step(step(i));
      }
      return bytes(trainer.state());
    }
  }

  private static Trainer start(TrainerSettings settings) throws IOException {
    return Trainer.start(MODEL, settings, objectives());
  }

  private static TrainerSettings settings(double dropout, double learningRate) {
    OptimizerSettings optimizer =
        new OptimizerSettings(
            learningRate, Schedule.COSINE, 2, 100, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
    return new TrainerSettings(optimizer, dropout, 42, 2, false, 1, ComputeOptions.cpu(1));
  }

  private static Map<String, TaskObjective> objectives() {
    return Map.of(
        "search",
        TaskObjective.of("search", 1, Losses.infoNce(0.1, Negatives.ALL), "d: ", 32, 32),
        "similarity",
        TaskObjective.of("similarity", 0.5, Losses.cosent(0.1), "", 32, 32));
  }

  private static TrainingStep step(long index) {
    return new TrainingStep(index, List.of(batch("search", index), batch("similarity", index)));
  }

  private static SubBatch batch(String task, long seed) {
    Random random = new Random(seed);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String query = WORDS.get(i) + " " + text(random, 3);
      rows.add(
          new TrainingRow(
              "e" + i,
              query,
              "",
              query + " " + text(random, 2 + 3 * i),
              List.of(text(random, 5)),
              random.nextDouble(),
              1,
              i < 4));
    }
    return new SubBatch(task, rows);
  }

  private static String text(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }

  private static byte[] bytesOfTensors(Trainer trainer) {
    SegmentedBytes.Reader reader = trainer.state().tensors();
    ByteBuffer first = reader.next(100_000);
    byte[] bytes = new byte[first.remaining()];
    first.get(bytes);
    return bytes;
  }

  private static byte[] bytes(TrainerState state) {
    List<StateChunk> chunks = state.chunks(1 << 20);
    ByteBuffer all =
        ByteBuffer.allocate(chunks.stream().mapToInt(c -> c.bytes().remaining()).sum());
    chunks.forEach(chunk -> all.put(chunk.bytes().duplicate()));
    return all.array();
  }
}
