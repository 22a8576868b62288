/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.TokenBuckets;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.List;

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
    SubBatchLoss loss = new SubBatchLoss(batch, objective);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(weights));
    arguments.addAll(side(scope, loss.queries(), objective.queryMaxLength()));
    arguments.addAll(side(scope, loss.documents(), objective.documentMaxLength()));
    arguments.add(loss.rows(scope));
    arguments.add(settings.argument());
    arguments.add(loss.task(scope, seeds));
    NDList results =
        programs.differentiate(scope, "loss_and_gradients", arguments.toArray(new Argument[0]));
    return new Result(
        results.get(0).toType(DataType.FLOAT32, false).getFloat(),
        loss.ranks(results.get(1).toLongArray()),
        results.subNDList(2));
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
}
