/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.LossConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.loss.Need;
import io.freshet.model.training.batch.TrainingRow;
import java.util.List;

/**
 * Chooses the losses that examples are trained with, by their task and by what they bring. Examples
 * share a sub-batch where the same losses are chosen for them; the choice for its rows travels with
 * it to the trainer.
 */
public final class LossChoice {

  private LossChoice() {}

  /**
   * What examples bring beside their text.
   *
   * @param documents documents that answer
   * @param grades scores of those
   * @param teacher scores of those and of negatives
   */
  private record Supervision(boolean documents, boolean grades, boolean teacher) {
    /** Everything. */
    static final Supervision FULL = new Supervision(true, true, true);

    static Supervision of(TrainingExample example) {
      boolean graded = !example.positiveScores().isEmpty();
      return new Supervision(
          !example.positives().isEmpty(), graded, graded && !example.negativeScores().isEmpty());
    }

    static Supervision of(List<TrainingRow> rows) {
      return new Supervision(
          rows.stream().noneMatch(row -> row.positive().isEmpty()),
          rows.stream().allMatch(TrainingRow::graded),
          rows.stream().anyMatch(row -> !row.negatives().isEmpty())
              && rows.stream().allMatch(TrainingRow::taught));
    }

    private boolean suffices(LossConfig loss) {
      return switch (loss.definition().need()) {
        case PAIR -> documents;
        case GRADE -> grades;
        case TEACHER -> teacher;
        case VIEWS, TEXT, PREVIOUS, TOKENS -> true;
      };
    }
  }

  /** Names of the losses of a task on such an example; none where it brings too little for any. */
  public static List<String> of(TaskConfig task, TrainingExample example) {
    return names(task, Supervision.of(example));
  }

  /**
   * Names of the losses of a task on the rows of a sub-batch, whose examples brought enough. Where
   * the scored negatives of all rows fell away and a teacher's losses are all there are, these it
   * is: they come to zero.
   */
  static List<String> of(TaskConfig task, List<TrainingRow> rows) {
    List<String> chosen = names(task, Supervision.of(rows));
    return chosen.isEmpty() ? names(task, Supervision.FULL) : chosen;
  }

  private static List<String> names(TaskConfig task, Supervision supervision) {
    List<LossConfig> terms = task.terms();
    if (!supervision.documents()
        && terms.stream().map(term -> term.definition().need()).noneMatch(Need::onTexts)) {
      return List.of();
    }
    // Of the losses of a kind the first that is possible stands for all; a task's own add up.
    long most = task.losses().terms().isEmpty() ? 1 : Long.MAX_VALUE;
    return terms.stream().filter(supervision::suffices).limit(most).map(LossConfig::name).toList();
  }
}
