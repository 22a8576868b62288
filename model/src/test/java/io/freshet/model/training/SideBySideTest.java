/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  private static final int STEPS = 6;
  private static final List<String> TEXTS = List.of("kafka window", "loss", "vector rank state");

  /** Two trainers and an encoder at once, each as it is alone, bit for bit. */
  @Test
  void trainersAndAnEncoderDoNotDisturbEachOther() throws Exception {
    TrainingWays first = TrainingWays.plain(0.1);
    TrainingWays second = new TrainingWays(0.2, 24, true, 1, ComputeOptions.cpu(1));
    byte[] firstAlone = TrainingWays.bytes(first.trained(STEPS));
    byte[] secondAlone = TrainingWays.bytes(second.trained(STEPS));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    AtomicBoolean trained = new AtomicBoolean();
    try (EmbeddingModel model = EmbeddingModel.load(TrainingWays.MODEL, ComputeOptions.cpu(1))) {
      float[][] alone = model.embed(TEXTS, TextRole.QUERY);
      Future<Integer> serving = threads.submit(() -> serve(model, alone, trained));
      Future<byte[]> one = threads.submit(() -> TrainingWays.bytes(first.trained(STEPS)));
      Future<byte[]> other = threads.submit(() -> TrainingWays.bytes(second.trained(STEPS)));
      assertThat(one.get()).isEqualTo(firstAlone);
      assertThat(other.get()).isEqualTo(secondAlone);
      trained.set(true);
      assertThat(serving.get()).isPositive();
    } finally {
      trained.set(true);
      threads.shutdown();
    }
  }

  private static int serve(EmbeddingModel model, float[][] alone, AtomicBoolean trained) {
    int calls = 0;
    do {
      assertThat(model.embed(TEXTS, TextRole.QUERY)).isDeepEqualTo(alone);
      calls++;
    } while (!trained.get());
    return calls;
  }

  @Test
  void badTextsNeverGiveNaN() throws IOException {
    List<String> bad =
        List.of("", " ", "\u0000", "\ud800", "\udc00\ud800 x", "\u200b\ufeff", "a".repeat(100_000));
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < bad.size(); i++) {
      rows.add(TrainingWays.row("e" + i, bad.get(i), bad.get((i + 1) % bad.size())));
    }
    TrainingStep step = new TrainingStep(0, List.of(new SubBatch("search", rows)));
    try (Trainer trainer = TrainingWays.plain(0.1).start()) {
      StepReport report = trainer.step(step);
      assertThat(report.skipped()).isFalse();
      assertThat(report.gradientNorm()).isFinite();
      for (float weight : TrainingWays.weights(trainer.state())) {
        assertThat(weight).isFinite();
      }
    }
  }
}
