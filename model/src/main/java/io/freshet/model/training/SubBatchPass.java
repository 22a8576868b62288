/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Scopes;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.text.TextTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Forward and backward pass of one sub-batch, in one program call. */
final class SubBatchPass {
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
   * @param values of the losses, one a term, before any weight
   * @param ranks of each row's own positive among its candidates, from 1
   * @param gradients of the weighted loss, in the order of the weights
   */
  record Result(List<Double> values, List<Long> ranks, NDList gradients) {
    Result {
      values = List.copyOf(values);
      ranks = List.copyOf(ranks);
    }
  }

  /** Seeds of the draws on both sides. */
  record Seeds(long query, long document) {}

  /** Runs the pass; results belong to the scope. */
  Result run(NDManager scope, NDList weights, SubBatchLoss loss, Seeds seeds) {
    TextParts queries = parts(loss.queries(), loss.queryMaxLength(), loss.partTokens());
    TextParts documents = parts(loss.documents(), loss.documentMaxLength(), loss.partTokens());
    boolean cached =
        loss.partTokens() > 0 && queries.tokens() + documents.tokens() > loss.partTokens();
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(weights));
    arguments.addAll(queries.arguments(scope, seeds.query()));
    arguments.addAll(documents.arguments(scope, seeds.document()));
    arguments.add(loss.rows(scope));
    arguments.add(settings.argument());
    arguments.add(loss.task(scope));
    arguments.add(Argument.of(Scopes.host(scope).create(cached)));
    NDList results =
        programs.differentiate(scope, "loss_and_gradients", arguments.toArray(new Argument[0]));
    return new Result(
        Arrays.stream(results.get(0).toType(DataType.FLOAT64, false).toDoubleArray())
            .boxed()
            .toList(),
        Arrays.stream(results.get(1).toLongArray()).boxed().toList(),
        results.subNDList(2));
  }

  private TextParts parts(List<String> texts, int maxLength, int partTokens) {
    return TextParts.of(tokenizer, texts, Math.min(maxLength, maximumPositions), partTokens);
  }
}
