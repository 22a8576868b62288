/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.TokenBuckets;
import io.freshet.model.loss.Candidates;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Forward and backward pass of one sub-batch, in one program call. */
final class SubBatchPass {
  /** An estimate of what one more batch costs, in padded tokens: its calls and its smaller work. */
  private static final int TOKENS_A_BATCH = 64;

  private final DevicePrograms programs;
  private final NetworkSettings settings;
  private final TextTokenizer tokenizer;
  private final int maximumPositions;

  /**
   * A pass over a network.
   *
   * @param maximumPositions tokens of a text at most, whatever a task says
   */
  SubBatchPass(
      DevicePrograms programs,
      NetworkSettings settings,
      TextTokenizer tokenizer,
      int maximumPositions) {
    this.programs = programs;
    this.settings = settings;
    this.tokenizer = tokenizer;
    this.maximumPositions = maximumPositions;
  }

  /**
   * What a pass yields.
   *
   * @param loss mean over the rows, before the task's weight
   * @param gradients of the weighted loss, in the order of the weights
   */
  record Result(double loss, StepReport.InBatchRanks ranks, NDList gradients) {}

  /** Seeds of the draws on both sides. */
  record Seeds(long query, long document) {}

  /** Runs the pass; results belong to the scope. */
  Result run(
      NDManager scope, NDList weights, SubBatch batch, TaskObjective objective, Seeds seeds) {
    List<TrainingRow> rows = batch.rows();
    Candidates candidates = candidates(rows, objective);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(weights));
    arguments.addAll(
        side(
            scope,
            rows.stream().map(row -> row.queryPrompt() + row.query()).toList(),
            objective.queryMaxLength()));
    arguments.addAll(
        side(
            scope,
            candidates.documents().stream().map(text -> objective.documentPrompt() + text).toList(),
            objective.documentMaxLength()));
    arguments.add(
        Argument.of(
            Map.of(
                "excluded",
                scope.create(
                    candidates.excluded(), new Shape(rows.size(), candidates.documents().size())),
                "label",
                numbers(scope, rows.stream().map(TrainingRow::score).toList()),
                "weight",
                numbers(scope, rows.stream().map(TrainingRow::weight).toList()))));
    arguments.add(settings.argument());
    arguments.add(task(scope, objective, seeds));
    NDList results =
        programs.differentiate(scope, "loss_and_gradients", arguments.toArray(new Argument[0]));
    return new Result(
        results.get(0).toType(DataType.FLOAT32, false).getFloat(),
        ranks(rows, candidates, results.get(1).toLongArray()),
        results.subNDList(2));
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

  private List<Argument> side(NDManager scope, List<String> texts, int maxLength) {
    int length = Math.min(maxLength, maximumPositions);
    List<long[]> ids = tokenizer.tokenize(texts, length);
    TokenBuckets buckets = TokenBuckets.cheapest(ids, TOKENS_A_BATCH, tokenizer.padId());
    NDList parts = new NDList();
    NDList masks = new NDList();
    for (TokenBatch batch : buckets.batches()) {
      Shape shape = new Shape(batch.rows(), batch.length());
      parts.add(scope.create(batch.ids(), shape));
      masks.add(scope.create(batch.mask(), shape));
    }
    return List.of(
        Argument.of(parts), Argument.of(masks), Argument.of(scope.create(buckets.order())));
  }

  private static NDArray numbers(NDManager scope, List<Double> values) {
    return scope.create(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static Argument task(NDManager scope, TaskObjective objective, Seeds seeds) {
    long loss =
        switch (objective.loss()) {
          case INFO_NCE -> 0L;
          case SYMMETRIC_INFO_NCE -> 1L;
          case COSENT -> 2L;
        };
    return Argument.of(
        Map.of(
            "loss", scope.create(loss),
            "temperature", scope.create(objective.temperature()),
            "weight", scope.create(objective.weight()),
            "query_seed", scope.create(seeds.query()),
            "document_seed", scope.create(seeds.document())));
  }

  private static StepReport.InBatchRanks ranks(
      List<TrainingRow> rows, Candidates candidates, long[] ranks) {
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
}
