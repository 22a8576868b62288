/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.jobs.training.versions.VersionFacts;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBookTest {

  private static final List<TaskShare> SHARES =
      List.of(new TaskShare("a", 10, 8, 2, 5, 0.75), new TaskShare("idle", 1, 0, 0, 1, 0.25));

  private static TrainingStep step(int rowsOfA, int rowsOfB) {
    TrainingRow row = new TrainingRow("i", "q", "", "p", List.of(), Double.NaN, 1, true);
    return new TrainingStep(
        0,
        List.of(
            new SubBatch("a", Collections.nCopies(rowsOfA, row)),
            new SubBatch("b", Collections.nCopies(rowsOfB, row))));
  }

  private static StepReport report(int pairs, double lossOfA, double lossOfB) {
    return new StepReport(
        1,
        pairs,
        Map.of("a", lossOfA, "b", lossOfB),
        Map.of("a", Map.of("info-nce", lossOfA), "b", Map.of("info-nce", lossOfB)),
        1,
        1e-3,
        false,
        Map.of("a", new StepReport.InBatchRanks(2, 1.5, 1, 16)));
  }

  @Test
  void meansAreOverTheStepsSinceTheLastReportAndTotalsOverAll() {
    ProgressBook book = new ProgressBook(100, Map.of(), VersionFacts.NONE);
    assertThat(book.unreported()).isFalse();
    book.add(step(6, 2), SHARES, report(8, 1.0, 3.0));
    book.add(step(3, 5), SHARES, report(8, 2.0, Double.NaN));
    assertThat(book.facts().examples()).isEqualTo(Map.of("a", 10L, "idle", 1L));
    assertThat(book.facts().rows()).isEqualTo(Map.of("a", 8L, "idle", 0L));
    assertThat(book.facts().losses()).containsEntry("a", 1.5).containsEntry("b", 3.0);
    TrainingProgress progress = book.report(5, 2);
    assertThat(progress.tasks().get("a").losses()).isEqualTo(Map.of("info-nce", 1.5));
    assertThat(progress.tasks().get("b").losses()).isEqualTo(Map.of("info-nce", 3.0));
    assertThat(progress.tasks().get("idle").losses()).isEmpty();
    assertThat(progress.pairs()).isEqualTo(116);
    assertThat(progress.learningRate()).isEqualTo(1e-3);
    assertThat(progress.tasks()).containsOnlyKeys("a", "b", "idle");
    var a = progress.tasks().get("a");
    assertThat(a.loss()).isEqualTo(1.5);
    assertThat(a.actualShare()).isCloseTo(9 / 16.0, within(1e-12));
    assertThat(a.expectedShare()).isEqualTo(0.75);
    assertThat(a.arrived()).isEqualTo(10);
    assertThat(a.inBatch())
        .containsEntry("mrr", 0.75)
        .containsEntry("recall_1", 0.5)
        .containsEntry("candidates", 8.0);
    assertThat(progress.tasks().get("idle").loss()).isNaN();
    assertThat(progress.tasks().get("idle").inBatch()).isEmpty();
    assertThat(book.unreported()).isFalse();
    assertThat(book.sums()).isEmpty();
    // A version that is made now has the losses that were told last.
    assertThat(book.facts().losses()).isEqualTo(Map.of("a", 1.5, "b", 3.0));
  }

  @Test
  void goesOnFromItsSums() {
    ProgressBook first = new ProgressBook(0, Map.of(), VersionFacts.NONE);
    first.add(step(6, 2), SHARES, report(8, 1.0, 3.0));
    ProgressBook restored = new ProgressBook(first.pairs(), first.sums(), first.facts());
    assertThat(restored.unreported()).isTrue();
    first.add(step(6, 2), SHARES, report(8, 2.0, 3.0));
    restored.add(step(6, 2), SHARES, report(8, 2.0, 3.0));
    assertThat(restored.report(1, 2)).isEqualTo(first.report(1, 2));
  }
}
