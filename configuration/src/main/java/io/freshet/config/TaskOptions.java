/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.util.List;

/** The keys below {@code tasks.<name>}. */
final class TaskOptions {
  static final Option<TaskConfig.Kind> KIND =
      Option.choice(
          "kind",
          TaskConfig.Kind.class,
          TaskConfig.Kind.RETRIEVAL,
          "What the task is about. It chooses the losses where `losses` names none: for retrieval, code, qa and in-context graded distillation where positives and negatives are scored, else InfoNCE; for similarity CoSENT where pairs are scored, else symmetric InfoNCE; for sentence-representation two dropout views of each query; for language-modelling the tokens of each query, which may be as long as a document.");
  static final Option<Double> WEIGHT =
      Option.positive(
          "weight",
          1.0,
          1e6,
          "The task's share in the loss of a step. With one task a step it has no effect.");
  static final Option<Double> TEMPERATURE =
      Option.positive(
          "temperature",
          0.02,
          10,
          "Temperature of the contrastive losses; the scale of CoSENT is its inverse.");
  static final Option<String> QUERY_PROMPT =
      Option.text("query-prompt", "", "Put before every query.");
  static final Option<String> DOCUMENT_PROMPT =
      Option.text("document-prompt", "", "Put before every document.");
  static final Option<Integer> QUERY_MAX_LENGTH =
      Option.integer(
          "query-max-length",
          64,
          2,
          32_768,
          "Tokens a query at most; never more than `model.max-length`.");
  static final Option<Integer> DOCUMENT_MAX_LENGTH =
      Option.integer(
          "document-max-length",
          256,
          2,
          32_768,
          "Tokens a document at most; never more than `model.max-length`.");
  static final Option<Integer> BATCH_SIZE =
      Option.integer(
          "batch-size",
          32,
          2,
          65_536,
          "Rows of a sub-batch; `sampling.batch-size` where not given.");
  static final Option<Integer> NEGATIVES_PER_QUERY =
      Option.integer(
          "negatives-per-query",
          3,
          0,
          256,
          "Negatives of its own that a query is trained with at most.");
  static final Option<TaskConfig.Negatives> NEGATIVES =
      Option.choice(
          "negatives",
          TaskConfig.Negatives.class,
          TaskConfig.Negatives.BATCH,
          "Which documents a query is contrasted with: its own, the positives of the batch too, or all of the batch.");
  static final Option<List<LossConfig>> LOSSES =
      Option.losses(
          "losses",
          "name, name:weight or name(parameter=value ..):weight, separated by commas",
          "The losses of the task, added up by weight, each reported apart; empty for those of its kind. There are `info-nce`, `symmetric-info-nce`, `cosent`, `kl-distillation`, `cross-entropy-distillation`, `graded-distillation`, `margin-mse`, `anchor` (holds embeddings to those of `training.anchor`), `dropout-views` and `language-modelling`. A parameter (`temperature`, `teacher-temperature`, `false-negative-margin`, `masked-share`, `negatives`) that a loss does not give is the task's. A loss that needs scores counts for the examples that have them.");
  static final Option<List<TaskLosses.Width>> MATRYOSHKA =
      Option.widths(
          "matryoshka",
          "width or width:weight, separated by commas",
          "Beginnings of the embeddings that every loss trains, so that embeddings may be cut to them; the whole width counts only where it is named. Empty for embeddings as they are.");
  static final Option<Double> TEACHER_TEMPERATURE =
      Option.positive(
          "teacher-temperature",
          TaskLosses.OF_KIND.teacherTemperature(),
          1e3,
          "Divides the scores of a teacher in distillation and margin MSE.");
  static final Option<Double> FALSE_NEGATIVE_MARGIN =
      Option.real(
          "false-negative-margin",
          TaskLosses.OF_KIND.falseNegativeMargin(),
          -2,
          2,
          "A negative whose cosine exceeds the positive's by more counts as a false one and is left out; 2 leaves none out.");
  static final Option<Double> MASKED_SHARE =
      Option.real(
          "masked-share",
          TaskLosses.OF_KIND.maskedShare(),
          0.01,
          0.9,
          "Share of the tokens that an encoder is to predict in language modelling.");
  static final Option<Integer> PROJECTION =
      Option.integer(
          "projection",
          0,
          0,
          65_536,
          "Numbers that a projection of the task's own makes of the embeddings of its queries and documents, no more than these have; 0 for none. It is trained with the task, lies in the version's folder (`heads/<task>`), and is used by `freshet encode --task`; indexing, search, evaluation and the gate embed without it.");
  static final Option<Double> LEARNING_RATE_FACTOR =
      Option.positive(
          "learning-rate-factor",
          1.0,
          1e3,
          "Multiplies the learning rate of the task's own parameters: its projection.");
  static final Option<Double> SAMPLING_WEIGHT =
      Option.positive(
          "sampling-weight", 1.0, 1e6, "The task's share under `sampling.strategy: weights`.");

  static final Option<Integer> PART_TOKENS =
      Option.integer(
          "part-tokens",
          0,
          0,
          16_777_216,
          "Padded tokens that go through the network with their graph at once; `training.part-tokens` where not given.");

  static final List<Option<?>> ALL =
      List.of(
          KIND,
          WEIGHT,
          TEMPERATURE,
          QUERY_PROMPT,
          DOCUMENT_PROMPT,
          QUERY_MAX_LENGTH,
          DOCUMENT_MAX_LENGTH,
          BATCH_SIZE,
          NEGATIVES_PER_QUERY,
          NEGATIVES,
          LOSSES,
          MATRYOSHKA,
          TEACHER_TEMPERATURE,
          FALSE_NEGATIVE_MARGIN,
          MASKED_SHARE,
          PROJECTION,
          LEARNING_RATE_FACTOR,
          SAMPLING_WEIGHT,
          PART_TOKENS);

  private TaskOptions() {}
}
