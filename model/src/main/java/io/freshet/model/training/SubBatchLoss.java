/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.Scopes;
import io.freshet.model.loss.Candidates;
import java.util.List;
import java.util.Map;

/**
 * The loss of one sub-batch: the texts whose embeddings it needs, and what its programs take
 * besides them. Knows nothing of how the texts are encoded.
 */
final class SubBatchLoss {
  private final List<TrainingRow> rows;
  private final TaskObjective objective;
  private final Candidates candidates;

  SubBatchLoss(SubBatch batch, TaskObjective objective) {
    this.rows = batch.rows();
    this.objective = objective;
    this.candidates = candidates(rows, objective);
  }

  /** Queries with their prompts, one a row. */
  List<String> queries() {
    return rows.stream().map(row -> row.queryPrompt() + row.query()).toList();
  }

  /** Documents with their prompt: the positives, row by row, then the negatives. */
  List<String> documents() {
    return candidates.documents().stream().map(text -> objective.documentPrompt() + text).toList();
  }

  /** What the loss takes of each row: {@code rows} of the programs. */
  Argument rows(NDManager scope) {
    return Argument.of(
        Map.of(
            "excluded",
            scope.create(
                candidates.excluded(), new Shape(rows.size(), candidates.documents().size())),
            "label",
            numbers(scope, rows.stream().map(TrainingRow::score).toList()),
            "weight",
            numbers(scope, rows.stream().map(TrainingRow::weight).toList())));
  }

  /** What the loss takes of the task: {@code task} of the programs. */
  Argument task(NDManager scope) {
    NDManager host = Scopes.host(scope);
    long loss =
        switch (objective.loss()) {
          case INFO_NCE -> 0L;
          case SYMMETRIC_INFO_NCE -> 1L;
          case COSENT -> 2L;
        };
    return Argument.of(
        Map.of(
            "loss", host.create(loss),
            "temperature", host.create(objective.temperature()),
            "weight", host.create(objective.weight())));
  }

  /**
   * Sums the ranks of fresh rows.
   *
   * @param ranks of each row's own positive among its candidates, from 1
   */
  StepReport.InBatchRanks ranks(long[] ranks) {
    long count = 0;
    double reciprocals = 0;
    long first = 0;
    long among = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (rows.get(i).fresh() && ranks[i] > 0) {
        count++;
        reciprocals += 1.0 / ranks[i];
        first += ranks[i] == 1 ? 1 : 0;
        among += candidates.count(i);
      }
    }
    return new StepReport.InBatchRanks(count, reciprocals, first, among);
  }

  private static Candidates candidates(List<TrainingRow> rows, TaskObjective objective) {
    Candidates.Reach reach =
        switch (objective.loss()) {
          case COSENT -> new Candidates.Reach(false, true, false);
          case INFO_NCE, SYMMETRIC_INFO_NCE ->
              switch (objective.negatives()) {
                case OWN -> new Candidates.Reach(true, false, false);
                case BATCH -> new Candidates.Reach(true, true, false);
                case ALL -> new Candidates.Reach(true, true, true);
              };
        };
    return Candidates.of(
        rows.stream().map(TrainingRow::query).toList(),
        rows.stream().map(TrainingRow::positive).toList(),
        rows.stream().map(TrainingRow::negatives).toList(),
        reach);
  }

  private static NDArray numbers(NDManager scope, List<Double> values) {
    return scope.create(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
