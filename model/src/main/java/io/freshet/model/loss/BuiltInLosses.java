/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import static io.freshet.model.loss.LossParameter.FALSE_NEGATIVE_MARGIN;
import static io.freshet.model.loss.LossParameter.MASKED_SHARE;
import static io.freshet.model.loss.LossParameter.NEGATIVES;
import static io.freshet.model.loss.LossParameter.TEACHER_TEMPERATURE;
import static io.freshet.model.loss.LossParameter.TEMPERATURE;

import io.freshet.model.loss.LossDefinition.Documents;
import io.freshet.model.program.ProgramSource;
import java.util.List;
import java.util.Optional;

/**
 * The losses that Freshet brings itself. Cosines are of normalised embeddings; a row is a query
 * with its positive and its negatives, its <em>own keys</em>.
 */
public final class BuiltInLosses implements LossProvider {
  private static final String PROGRAMS = "/io/freshet/model/programs/";
  private static final ProgramSource LOSSES =
      ProgramSource.resource(BuiltInLosses.class, PROGRAMS + "losses.py");
  private static final ProgramSource DISTILLATION =
      ProgramSource.resource(BuiltInLosses.class, PROGRAMS + "distillation.py");

  /**
   * Cross entropy of the own positive among the candidates, by cosine over temperature (van den
   * Oord et al. 2018); with several negatives a row and in the batch as in DPR. A candidate whose
   * cosine exceeds the positive's by more than the margin is taken for a false negative and left
   * out (Qwen3 Embedding uses 0.1, NV-Retriever negative margins); 2 leaves none out.
   */
  public static final LossDefinition INFO_NCE =
      new LossDefinition(
          "info-nce",
          "tells the own document from the negatives",
          Need.PAIR,
          Documents.CHOSEN,
          false,
          List.of(TEMPERATURE, NEGATIVES, FALSE_NEGATIVE_MARGIN),
          program(LOSSES, "info_nce"));

  /**
   * The mean of {@link #INFO_NCE} and of the cross entropy of the own query among the queries, for
   * each positive.
   */
  public static final LossDefinition SYMMETRIC_INFO_NCE =
      new LossDefinition(
          "symmetric-info-nce",
          "tells the own document from the negatives, and the own query from the other queries",
          Need.PAIR,
          Documents.CHOSEN,
          true,
          List.of(TEMPERATURE, NEGATIVES, FALSE_NEGATIVE_MARGIN),
          program(LOSSES, "info_nce_symmetric"));

  /**
   * Order of the pairs' cosines by their grades: log(1 + sum of exp((cosine i - cosine j) /
   * temperature) over the pairs with grade i below grade j) (Su 2022).
   */
  public static final LossDefinition COSENT =
      new LossDefinition(
          "cosent",
          "orders pairs by their grades",
          Need.GRADE,
          Documents.POSITIVE,
          true,
          List.of(TEMPERATURE),
          program(LOSSES, "cosent"));

  /**
   * Kullback-Leibler divergence of the shares that the own keys have by cosine over temperature
   * from those that a teacher's scores give them, by softmax over its temperature. Not multiplied
   * by the square of any temperature; so are the two that follow.
   */
  public static final LossDefinition KL_DISTILLATION =
      new LossDefinition(
          "kl-distillation",
          "learns a teacher's shares of the own documents, by divergence",
          Need.TEACHER,
          Documents.OWN,
          false,
          List.of(TEMPERATURE, TEACHER_TEMPERATURE),
          program(DISTILLATION, "divergence"));

  /** As {@link #KL_DISTILLATION}, by cross entropy. */
  public static final LossDefinition CROSS_ENTROPY_DISTILLATION =
      new LossDefinition(
          "cross-entropy-distillation",
          "learns a teacher's shares of the own documents, by cross entropy",
          Need.TEACHER,
          Documents.OWN,
          false,
          List.of(TEMPERATURE, TEACHER_TEMPERATURE),
          program(DISTILLATION, "cross_entropy"));

  /**
   * Each own key is told from all candidates but the better own keys, by its share (Zhang et al.
   * 2023, LLM-Embedder).
   */
  public static final LossDefinition GRADED_DISTILLATION =
      new LossDefinition(
          "graded-distillation",
          "tells each own document from the worse ones and from the negatives, by a teacher's share of it",
          Need.TEACHER,
          Documents.CHOSEN,
          false,
          List.of(TEMPERATURE, TEACHER_TEMPERATURE, NEGATIVES),
          program(DISTILLATION, "graded"));

  /**
   * Squared difference of the margins of the positive over each negative, by dot products of the
   * embeddings as they are, from the margins of a teacher (Hofst&auml;tter et al. 2020).
   */
  public static final LossDefinition MARGIN_MSE =
      new LossDefinition(
          "margin-mse",
          "learns a teacher's margins over the own negatives",
          Need.TEACHER,
          Documents.OWN,
          false,
          List.of(TEACHER_TEMPERATURE),
          program(DISTILLATION, "margin_mse"));

  /**
   * 1 - cosine to the embedding that a frozen earlier version gives the same text: the mean over
   * queries and the mean over documents, averaged.
   */
  public static final LossDefinition ANCHOR =
      new LossDefinition(
          "anchor",
          "holds embeddings to those of `training.anchor`",
          Need.PREVIOUS,
          Documents.POSITIVE,
          false,
          List.of(),
          program(LOSSES, "anchor"));

  /**
   * InfoNCE between two views of each text, which differ by their dropout alone (Gao et al. 2021,
   * SimCSE); the other texts of the batch are the negatives.
   */
  public static final LossDefinition DROPOUT_VIEWS =
      new LossDefinition(
          "dropout-views",
          "tells two views of a text from the other texts",
          Need.VIEWS,
          Documents.BATCH,
          true,
          List.of(TEMPERATURE),
          program(LOSSES, "dropout_views"));

  /**
   * Cross entropy of tokens: hidden ones where the network is an encoder (Devlin et al. 2019), the
   * following one where it is a decoder. The mean is over the tokens that are predicted.
   */
  public static final LossDefinition LANGUAGE_MODELLING =
      new LossDefinition(
          "language-modelling",
          "predicts tokens, hidden or following ones",
          Need.TOKENS,
          Documents.POSITIVE,
          true,
          List.of(MASKED_SHARE),
          Optional.empty());

  /** For the {@link java.util.ServiceLoader}. */
  public BuiltInLosses() {}

  @Override
  public List<LossDefinition> losses() {
    return List.of(
        INFO_NCE,
        SYMMETRIC_INFO_NCE,
        COSENT,
        KL_DISTILLATION,
        CROSS_ENTROPY_DISTILLATION,
        GRADED_DISTILLATION,
        MARGIN_MSE,
        ANCHOR,
        DROPOUT_VIEWS,
        LANGUAGE_MODELLING);
  }

  private static Optional<LossProgram> program(ProgramSource source, String function) {
    return Optional.of(new LossProgram(source, function));
  }
}
