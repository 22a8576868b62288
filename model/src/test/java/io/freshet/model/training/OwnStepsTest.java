/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Exchange;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.exchange.Team.Meetings;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several trainers that make steps of their own and meet now and then. */
class OwnStepsTest {
  private static final int CHUNK = 1 << 20;
  private static final Meetings EVERY_FIVE = new Meetings(5, 0.7, 0.9);

  private static List<TrainerState> trained(
      TrainingWays ways, Meetings meetings, int from, int to, List<List<StateChunk>> states)
      throws Exception {
    return TrainersInThreads.run(
        2,
        exchange -> {
          Team team = Team.meeting(exchange, meetings);
          try (Trainer trainer =
              states.isEmpty()
                  ? ways.start(team)
                  : ways.restore(team, states.get(exchange.index()))) {
            for (int i = from; i < to; i++) {
              assertThat(trainer.step(TrainingWays.step(i)).step()).isEqualTo(i + 1);
            }
            return trainer.state();
          }
        });
  }

  private static List<TrainerState> trained(TrainingWays ways, Meetings meetings, int steps)
      throws Exception {
    return trained(ways, meetings, 0, steps, List.of());
  }

  private static List<StateChunk> chunks(TrainerState state) {
    return state.chunks(CHUNK);
  }

  /** Each goes on with its own weights and moments, whenever it was stopped. */
  @Test
  void recoveryBetweenMeetingsChangesNoBit() throws Exception {
    TrainingWays ways = TrainingWays.plain(0.1);
    List<TrainerState> quiet = trained(ways, EVERY_FIVE, 17);
    for (int stop : new int[] {3, 5, 12}) {
      List<TrainerState> middle = trained(ways, EVERY_FIVE, stop);
      List<TrainerState> rough =
          trained(ways, EVERY_FIVE, stop, 17, middle.stream().map(OwnStepsTest::chunks).toList());
      for (int i = 0; i < 2; i++) {
        assertThat(TrainingWays.bytes(rough.get(i)))
            .as("trainer %d, stopped after step %d", i, stop)
            .isEqualTo(TrainingWays.bytes(quiet.get(i)));
      }
    }
  }

  @Test
  void allGoOnFromTheSameWeightsAfterAMeetingAndApartBeforeTheNext() throws Exception {
    TrainingWays ways = TrainingWays.plain(0);
    List<TrainerState> met = trained(ways, EVERY_FIVE, 10);
    assertThat(TrainingWays.weights(met.get(1))).isEqualTo(TrainingWays.weights(met.get(0)));
    assertThat(TrainingWays.bytes(met.get(1)))
        .as("moments stay each trainer's own")
        .isNotEqualTo(TrainingWays.bytes(met.get(0)));
    List<TrainerState> apart = trained(ways, EVERY_FIVE, 12);
    assertThat(TrainingWays.weights(apart.get(1))).isNotEqualTo(TrainingWays.weights(apart.get(0)));
    assertThat(apart.get(0).digest(ways.model()))
        .as("a version has the weights of the last meeting")
        .isEqualTo(met.get(1).digest(ways.model()))
        .isEqualTo(apart.get(1).digest(ways.model()));
  }

  /** With a rate of 1 and no momentum a meeting takes the mean of the weights. */
  @Test
  void aMeetingIsAStepOfMomentumFromTheLastOne() throws Exception {
    TrainingWays ways = TrainingWays.plain(0);
    float[] start = TrainingWays.weights(ways.trained(0));
    List<TrainerState> before = trained(ways, new Meetings(100, 1, 0), 2);
    float[] mean = TrainingWays.weights(trained(ways, new Meetings(2, 1, 0), 2).get(0));
    float[] moved = TrainingWays.weights(trained(ways, new Meetings(2, 0.5, 0.8), 2).get(0));
    float[] first = TrainingWays.weights(before.get(0));
    float[] second = TrainingWays.weights(before.get(1));
    float furthest = 0;
    for (int i = 0; i < mean.length; i++) {
      float expected = (first[i] + second[i]) / 2;
      assertThat(mean[i]).isCloseTo(expected, within(1e-6f));
      // Nesterov's first step goes 1 + 0.8 times as far.
      float nesterov = start[i] + 0.5f * 1.8f * (expected - start[i]);
      assertThat(moved[i]).isCloseTo(nesterov, within(1e-6f));
      furthest = Math.max(furthest, Math.abs(first[i] - second[i]));
    }
    assertThat(furthest).as("the trainers learnt from different rows").isGreaterThan(1e-4f);
  }

  @Test
  void trainersThatMeetLearn() throws Exception {
    TrainingWays ways = TrainingWays.plain(0);
    List<List<StepReport>> reports =
        TrainersInThreads.run(
            2,
            exchange -> {
              List<StepReport> made = new ArrayList<>();
              try (Trainer trainer =
                  ways.start(Team.meeting(exchange, new Meetings(10, 0.7, 0.9)))) {
                for (int i = 0; i < 60; i++) {
                  made.add(trainer.step(TrainingWays.step(i % 6)));
                }
              }
              return made;
            });
    for (List<StepReport> made : reports) {
      assertThat(made.get(0).pairs()).as("of the whole step").isEqualTo(8);
      assertThat(mean(made.subList(54, 60))).isLessThan(0.7 * mean(made.subList(0, 6)));
    }
  }

  private static double mean(List<StepReport> reports) {
    return reports.stream()
        .mapToDouble(report -> report.losses().getOrDefault("search", Double.NaN))
        .average()
        .orElseThrow();
  }

  /** Another number of trainers goes on from the last meeting, and so does one alone. */
  @Test
  void othersGoOnFromTheLastMeeting() throws Exception {
    TrainingWays ways = TrainingWays.plain(0);
    List<StateChunk> state = chunks(trained(ways, EVERY_FIVE, 7).get(0));
    float[] met = TrainingWays.weights(trained(ways, EVERY_FIVE, 5).get(0));
    try (Trainer alone = ways.restore(state)) {
      assertThat(alone.steps()).isEqualTo(7);
      assertThat(TrainingWays.weights(alone.state())).isEqualTo(met);
    }
    List<float[]> three =
        TrainersInThreads.run(
            3,
            exchange -> {
              try (Trainer trainer = ways.restore(Team.meeting(exchange, EVERY_FIVE), state)) {
                float[] begun = TrainingWays.weights(trainer.state());
                trainer.step(TrainingWays.step(7));
                return begun;
              }
            });
    assertThat(three).allSatisfy(weights -> assertThat(weights).isEqualTo(met));
  }

  /** What was done since the last meeting is not lost at the end. */
  @Test
  void aLastMeetingTakesInWhatWasDone() throws Exception {
    TrainingWays ways = TrainingWays.plain(0);
    List<String> digests =
        TrainersInThreads.run(
            2,
            exchange -> {
              try (Trainer trainer = ways.start(Team.meeting(exchange, EVERY_FIVE))) {
                for (int i = 0; i < 3; i++) {
                  trainer.step(TrainingWays.step(i));
                }
                trainer.meet();
                String digest = trainer.state().digest(ways.model());
                trainer.meet();
                assertThat(trainer.state().digest(ways.model())).isEqualTo(digest);
                return digest;
              }
            });
    assertThat(digests.get(1)).isEqualTo(digests.get(0));
    assertThat(digests.get(0)).isNotEqualTo(ways.trained(0).digest(ways.model()));
  }

  @Test
  void rowsAreSlicedAndSmallSubBatchesGoRound() {
    SubBatch large = TrainingWays.step(0).subBatches().get(0);
    SubBatch small = new SubBatch("search", List.of("info-nce"), large.rows().subList(0, 3));
    TrainingStep step = new TrainingStep(4, List.of(large, small, small));
    List<TrainingStep> slices =
        IntStream.range(0, 3).mapToObj(index -> OwnSteps.slice(step, index, 3)).toList();
    List<TrainingRow> dealt = new ArrayList<>();
    slices.forEach(slice -> dealt.addAll(slice.subBatches().get(0).rows()));
    assertThat(slices.get(0).subBatches().get(0).rows()).hasSize(2);
    // 8 rows are enough for two each; 3 rows are not: place + step decides who has them.
    assertThat(dealt.subList(0, 2)).isEqualTo(large.rows().subList(0, 2));
    assertThat(slices.stream().mapToInt(slice -> slice.subBatches().size()))
        .containsExactly(2, 1, 2);
    assertThat(slices.get(2).subBatches().get(1)).isEqualTo(small);
    assertThat(slices.get(0).subBatches().get(1)).isEqualTo(small);
  }

  @Test
  void trainersThatGoOnFromDifferentPlacesAreRefused() throws Exception {
    TrainingWays ways = TrainingWays.plain(0);
    List<StateChunk> three = chunks(trained(ways, EVERY_FIVE, 3).get(0));
    assertThatThrownBy(
            () ->
                TrainersInThreads.run(
                    2,
                    exchange -> {
                      try (Trainer trainer = begin(ways, exchange, three)) {
                        return trainer.step(TrainingWays.step(3));
                      }
                    }))
        .hasMessageContaining("go on from different places");
  }

  private static Trainer begin(TrainingWays ways, Exchange exchange, List<StateChunk> state)
      throws IOException {
    Team team = Team.meeting(exchange, EVERY_FIVE);
    return exchange.index() == 0 ? ways.restore(team, state) : ways.start(team);
  }
}
