/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.architecture.LanguageHead;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.optimiser.Gradients;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.Parameters;
import io.freshet.model.training.state.StartingPoint;
import java.io.IOException;
import java.util.Optional;

/**
 * Forward and backward pass of a step: each sub-batch goes through the pass that its loss needs,
 * under seeds of its own, and the gradients are added up. Owns the copies of the network. Not
 * thread-safe.
 */
public final class StepPass implements AutoCloseable {
  private final TaskObjectives objectives;
  private final Parameters parameters;
  private final DevicePrograms common;
  private final long seed;
  private final Replicas replicas;
  private final SubBatchPass embedding;
  private final Optional<LanguagePass> prediction;

  /**
   * Passes over the network of a folder.
   *
   * @param objectives asked for the loss of each sub-batch
   * @param head where tokens are to be predicted
   * @param weights all tensors of the starting point, on the device
   * @param common of the device of the results
   * @param team of which this is one trainer; where it shares every sub-batch, it has the gradients
   *     of its own parts alone
   * @throws IllegalArgumentException where tokens are to be predicted and the model cannot
   */
  public StepPass(
      ModelFolder folder,
      TrainerSettings settings,
      TaskObjectives objectives,
      StartingPoint start,
      Optional<LanguageHead> head,
      TextTokenizer tokenizer,
      NDList weights,
      DevicePrograms common,
      Team team)
      throws IOException {
    this.objectives = objectives;
    this.parameters = start.parameters();
    this.common = common;
    this.seed =
        team.meetings().isPresent()
            ? StepSeeds.ofTrainer(settings.seed(), team.exchange().index())
            : settings.seed();
    ComputeDevice device = common.device();
    this.replicas =
        new Replication(folder, settings, start.adapter(), head.isPresent())
            .over(device, weights, parameters.trained(), common, team.withinSteps());
    this.embedding =
        new SubBatchPass(replicas, tokenizer, folder.architecture().maximumPositions());
    try {
      this.prediction = head.map(given -> new LanguagePass(folder, given, replicas, tokenizer));
    } catch (IllegalArgumentException e) {
      replicas.close();
      throw e;
    }
  }

  /**
   * The gradients of some sub-batches of a step, owned by the scope. Those of all of them are the
   * sum of those of its slices.
   *
   * @param from the first sub-batch
   * @param to the one after the last
   * @param scale of the losses on the way back; the gradients are without it
   * @param totals to which the losses and ranks are added
   * @throws IllegalArgumentException where a sub-batch's task has no objective, or there is no
   *     sub-batch
   */
  public Gradients gradients(
      NDManager scope, TrainingStep step, int from, int to, double scale, StepTotals totals) {
    Gradients sum = new Gradients(common, scope);
    for (int i = from; i < to; i++) {
      SubBatch batch = step.subBatches().get(i);
      SubBatchLoss loss = objectives.loss(batch);
      SubBatchPass.Seeds seeds =
          new SubBatchPass.Seeds(
              StepSeeds.of(seed, step.index(), i, StepSeeds.Side.QUERY),
              StepSeeds.of(seed, step.index(), i, StepSeeds.Side.DOCUMENT));
      boolean predicts = loss.prediction().isPresent();
      Parameters.Selection used =
          predicts ? parameters.selectToPredict(batch.task()) : parameters.select(batch.task());
      try (NDManager inner = scope.newSubManager()) {
        SubBatchPass.Result result =
            predicts
                ? prediction.orElseThrow().run(inner, used, loss, seeds, scale)
                : embedding.run(inner, used, loss, seeds, scale);
        totals.add(loss, result);
        sum.add(used.ranks(), result.gradients());
      }
    }
    if (sum.isEmpty()) {
      throw new IllegalArgumentException("step " + step.index() + " has no sub-batch");
    }
    return sum;
  }

  /** Tells the copies of the network of an update. */
  public void follow() {
    replicas.follow(parameters.trained());
  }

  /** Frees the copies of the network. */
  @Override
  public void close() {
    replicas.close();
  }
}
