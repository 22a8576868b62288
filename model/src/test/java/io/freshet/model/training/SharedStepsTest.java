/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several trainers that make every step together. */
class SharedStepsTest {
  /** So small that no part is smaller where trainers share the texts: the draws are the same. */
  private static final int PART_TOKENS = 24;

  private static final int STEPS = 24;

  /** What a trainer came to. */
  private record Trained(List<StepReport> reports, TrainerState state) {}

  private static Trained trained(TrainingWays ways, Team team) throws IOException {
    try (Trainer trainer = ways.start(team)) {
      List<StepReport> reports = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        reports.add(trainer.step(TrainingWays.step(i)));
      }
      return new Trained(reports, trainer.state());
    }
  }

  static Stream<Arguments> ways() {
    Path model = TrainingWays.MODEL;
    return Stream.of(
        Arguments.of(2, ways(model, Losses.infoNce(0.1, Negatives.ALL), 0, 0, false)),
        Arguments.of(2, ways(model, Losses.infoNce(0.1, Negatives.BATCH), 0, 0, true)),
        Arguments.of(2, ways(model, Losses.infoNce(0.1, Negatives.ALL), 0.1, PART_TOKENS, false)),
        Arguments.of(3, ways(model, Losses.infoNce(0.1, Negatives.OWN), 0, PART_TOKENS, false)),
        Arguments.of(
            2, ways(model, Losses.symmetricInfoNce(0.1, Negatives.BATCH), 0, PART_TOKENS, true)),
        Arguments.of(
            2,
            ways(
                Fixtures.path("language-modelling/masked-bert"),
                Losses.languageModelling(0.3),
                0.1,
                PART_TOKENS,
                false)));
  }

  private static TrainingWays ways(
      Path model, Loss loss, double dropout, int microBatchTokens, boolean recompute) {
    return new TrainingWays(
        model, loss, dropout, microBatchTokens, recompute, 1, ComputeOptions.cpu(1));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void severalTrainersLearnWhatOneLearns(int count, TrainingWays ways) throws Exception {
    Trained one = trained(ways, Team.alone());
    List<Trained> several =
        TrainersInThreads.run(count, exchange -> trained(ways, Team.everyStep(exchange)));
    for (Trained each : several) {
      assertThat(TrainingWays.bytes(each.state()))
          .isEqualTo(TrainingWays.bytes(several.get(0).state()));
      assertThat(each.reports()).isEqualTo(several.get(0).reports());
      assertThat(furthest(each.state(), one.state())).isLessThan(1e-4f);
      for (int i = 0; i < STEPS; i++) {
        StepReport expected = one.reports().get(i);
        StepReport actual = each.reports().get(i);
        assertThat(actual.pairs()).isEqualTo(expected.pairs());
        assertThat(actual.losses().get("search"))
            .isCloseTo(expected.losses().get("search"), within(1e-4));
        assertThat(actual.ranks().keySet()).isEqualTo(expected.ranks().keySet());
      }
    }
  }

  /** The largest difference of a weight. */
  private static float furthest(TrainerState actual, TrainerState expected) {
    float[] a = TrainingWays.weights(actual);
    float[] b = TrainingWays.weights(expected);
    assertThat(a).hasSameSizeAs(b);
    float furthest = 0;
    for (int i = 0; i < a.length; i++) {
      furthest = Math.max(furthest, Math.abs(a[i] - b[i]));
    }
    System.out.println("largest difference of a weight: " + furthest);
    return furthest;
  }

  /** Two trainers contrast each query with the documents of both. */
  @Test
  void negativesComeFromEveryTrainer() throws Exception {
    TrainingWays ways = ways(TrainingWays.MODEL, Losses.infoNce(0.1, Negatives.ALL), 0, 0, false);
    List<StepReport> reports =
        TrainersInThreads.run(
            2,
            exchange -> {
              try (Trainer trainer = ways.start(Team.everyStep(exchange))) {
                return trainer.step(TrainingWays.step(0));
              }
            });
    // 8 rows, half of which a trainer embeds, with a positive and a negative each.
    assertThat(reports)
        .allSatisfy(
            report -> assertThat(report.ranks().get("search").candidateSum()).isEqualTo(8L * 16));
  }

  /** A sub-batch may have fewer parts than there are trainers. */
  @Test
  void aTrainerWithoutAPartStaysTheSame() throws Exception {
    TrainingWays ways = TrainingWays.plain(0);
    TrainingStep small =
        new TrainingStep(
            0,
            List.of(
                new SubBatch(
                    "search", TrainingWays.step(0).subBatches().get(0).rows().subList(0, 1))));
    List<byte[]> states =
        TrainersInThreads.run(
            5,
            exchange -> {
              try (Trainer trainer = ways.start(Team.everyStep(exchange))) {
                trainer.step(small);
                return TrainingWays.bytes(trainer.state());
              }
            });
    assertThat(states).allSatisfy(state -> assertThat(state).isEqualTo(states.get(0)));
  }

  @Test
  void trainersThatBeginDifferentlyAreRefused() {
    assertThatThrownBy(
            () ->
                TrainersInThreads.run(
                    2,
                    exchange -> {
                      try (Trainer trainer = begin(exchange)) {
                        return trainer.step(TrainingWays.step(1));
                      }
                    }))
        .hasMessageContaining("begin after different steps");
  }

  private static Trainer begin(Exchange exchange) throws IOException {
    TrainingWays ways = TrainingWays.plain(0);
    if (exchange.index() == 0) {
      return ways.start(Team.everyStep(exchange));
    }
    return ways.restore(Team.everyStep(exchange), ways.trained(1).chunks(1 << 20));
  }
}
