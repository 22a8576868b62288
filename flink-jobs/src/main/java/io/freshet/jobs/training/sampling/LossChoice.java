/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.LossConfig;
import io.freshet.config.LossConfig.Name;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.loss.Loss;
import java.util.List;

/**
 * Chooses the losses that examples are trained with, by their task and by what they bring. Examples
 * share a sub-batch where the same losses are chosen for them.
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
  public record Supervision(boolean documents, boolean grades, boolean teacher) {
    /** Everything. */
    public static final Supervision FULL = new Supervision(true, true, true);

    /** What an example brings. */
    public static Supervision of(TrainingExample example) {
      boolean graded = !example.positiveScores().isEmpty();
      return new Supervision(
          !example.positives().isEmpty(), graded, graded && !example.negativeScores().isEmpty());
    }

    private boolean suffices(Loss.Need need) {
      return switch (need) {
        case PAIR -> documents;
        case GRADE -> grades;
        case TEACHER -> teacher;
        case VIEWS, TEXT -> true;
      };
    }
  }

  /** The losses of a task on such examples; none where they bring too little for any. */
  public static List<LossConfig> of(TaskConfig task, Supervision supervision) {
    List<LossConfig> terms =
        task.losses().terms().isEmpty()
            ? List.of(LossConfig.of(ofKind(task.kind(), supervision)))
            : task.losses().terms();
    if (!supervision.documents() && terms.stream().noneMatch(term -> term.name().onTexts())) {
      return List.of();
    }
    return terms.stream().filter(term -> supervision.suffices(term.name().need())).toList();
  }

  private static Name ofKind(TaskConfig.Kind kind, Supervision supervision) {
    return switch (kind) {
      case RETRIEVAL, CODE, QA, IN_CONTEXT ->
          supervision.teacher() ? Name.GRADED_DISTILLATION : Name.INFO_NCE;
      case SIMILARITY -> supervision.grades() ? Name.COSENT : Name.SYMMETRIC_INFO_NCE;
      case SENTENCE_REPRESENTATION -> Name.DROPOUT_VIEWS;
      case LANGUAGE_MODELLING -> Name.LANGUAGE_MODELLING;
    };
  }
}
