/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.training.batch.TrainingRow;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossChoiceTest {

  private static final TrainingRow TAUGHT =
      new TrainingRow("i", "q", "", "p", List.of("n"), 2, List.of(1.0), List.of(), "", 1, true);
  private static final TrainingRow WITHOUT_NEGATIVES =
      new TrainingRow("i", "q", "", "p", List.of(), 2, List.of(), List.of(), "", 1, true);

  private static List<TrainingRow> rows(double... scores) {
    return Arrays.stream(scores)
        .mapToObj(score -> new TrainingRow("i", "q", "", "p", List.of(), score, 1, true))
        .toList();
  }

  private static TaskConfig ofKind(String kind) {
    return SamplingFixtures.task("t", TaskConfig.Kind.valueOf(kind), 8);
  }

  private static TaskConfig withLosses(String losses) {
    return ConfigReader.parse(
            "test",
            """
            model: {path: m}
            registry: {path: r}
            tasks: {t: {losses: "%s"}}
            """
                .formatted(losses))
        .tasks()
        .get("t");
  }

  @ParameterizedTest
  @CsvSource({
    "RETRIEVAL, 0.5, info-nce",
    "CODE, NaN, info-nce",
    "QA, NaN, info-nce",
    "IN_CONTEXT, NaN, info-nce",
    "SIMILARITY, 0.5, cosent",
    "SIMILARITY, NaN, symmetric-info-nce",
    "SENTENCE_REPRESENTATION, NaN, dropout-views",
    "LANGUAGE_MODELLING, 0.5, language-modelling"
  })
  void everyKindHasItsLoss(String kind, double score, String loss) {
    assertThat(LossChoice.of(ofKind(kind), rows(score, score))).containsExactly(loss);
  }

  @ParameterizedTest
  @CsvSource({
    "RETRIEVAL, graded-distillation",
    "CODE, graded-distillation",
    "QA, graded-distillation",
    "IN_CONTEXT, graded-distillation",
    "SIMILARITY, cosent",
    "SENTENCE_REPRESENTATION, dropout-views"
  })
  void scoresOfPositivesAndNegativesAreDistilled(String kind, String loss) {
    assertThat(LossChoice.of(ofKind(kind), List.of(TAUGHT, WITHOUT_NEGATIVES)))
        .containsExactly(loss);
  }

  @Test
  void ownLossesAllCountThatTheRowsBringEnoughFor() {
    TaskConfig task = withLosses("info-nce, cosent, margin-mse, anchor");
    assertThat(LossChoice.of(task, List.of(TAUGHT)))
        .containsExactly("info-nce", "cosent", "margin-mse", "anchor");
    assertThat(LossChoice.of(task, rows(0.5))).containsExactly("info-nce", "cosent", "anchor");
    assertThat(LossChoice.of(task, rows(0.5, Double.NaN))).containsExactly("info-nce", "anchor");
  }

  @Test
  void rowsWhoseScoredNegativesAllFellAwayKeepTheLossesThatNeedThem() {
    TaskConfig task = withLosses("margin-mse");
    assertThat(LossChoice.of(task, List.of(WITHOUT_NEGATIVES))).containsExactly("margin-mse");
    TrainingExample graded = SamplingFixtures.graded("t", 1, 0.5);
    assertThat(LossChoice.of(task, graded)).isEmpty();
    assertThat(LossChoice.of(task, SamplingFixtures.taught("t", 1))).containsExactly("margin-mse");
  }

  @Test
  void aTextAloneIsEnoughForATaskOnTextsOnly() {
    TrainingExample text = SamplingFixtures.example("t", 1, "text", List.of(), List.of());
    assertThat(LossChoice.of(withLosses("info-nce, anchor"), text)).isEmpty();
    assertThat(LossChoice.of(withLosses("dropout-views, anchor"), text))
        .containsExactly("dropout-views", "anchor");
  }
}
