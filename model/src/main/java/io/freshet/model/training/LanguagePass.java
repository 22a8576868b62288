/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.LanguageHead;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.device.Scopes;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.TokenBuckets;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Forward and backward pass of a sub-batch whose tokens are predicted, in one program call: hidden
 * tokens under an encoder, following ones under a decoder.
 */
final class LanguagePass {
  /** Scores of one part's tokens at most, so that they need half a GiB. */
  private static final long SCORES_A_PART = 1L << 27;

  private static final int LEAST_TOKENS_A_PART = 256;
  private static final int MOST_TOKENS_A_PART = 8192;

  private final DevicePrograms programs;
  private final NetworkSettings settings;
  private final TextTokenizer tokenizer;
  private final Architecture architecture;
  private final LanguageHead head;
  private final List<Long> special;
  private final OptionalLong maskToken;

  /**
   * A pass over the network of a folder and its head.
   *
   * @throws IllegalArgumentException where the folder's model cannot predict tokens: a decoder that
   *     looks both ways, or an encoder whose tokenizer has no token to hide others with
   */
  LanguagePass(
      ModelFolder folder,
      LanguageHead head,
      ComputeDevice device,
      NetworkSettings settings,
      TextTokenizer tokenizer) {
    this.settings = settings;
    this.tokenizer = tokenizer;
    this.architecture = folder.architecture();
    this.head = head;
    this.special = folder.tokenizer().specialIds();
    this.maskToken = architecture.decoder() ? OptionalLong.empty() : folder.tokenizer().maskId();
    if (architecture.decoder() && !architecture.causal()) {
      throw new IllegalArgumentException(
          folder.path()
              + " is a decoder that looks both ways: it would read the tokens that it is to predict; language modelling needs it causal");
    }
    if (!architecture.decoder() && maskToken.isEmpty()) {
      throw new IllegalArgumentException(
          folder.path()
              + ": language modelling of an encoder hides tokens, but the tokenizer has neither [MASK] nor <mask>");
    }
    this.programs = DevicePrograms.load(Program.PREDICTION, architecture.program(), device);
  }

  /** Runs the pass; results belong to the scope. */
  SubBatchPass.Result run(
      NDManager scope, NDList weights, SubBatchLoss loss, SubBatchPass.Seeds seeds) {
    int length = Math.min(loss.documentMaxLength(), architecture.maximumPositions());
    List<long[]> ids = tokenizer.tokenize(loss.queries(), length);
    TokenBuckets buckets = TokenBuckets.withinBudget(ids, tokensAPart(), tokenizer.padId());
    List<Double> rowWeights = loss.weights();
    NDList parts = new NDList();
    NDList masks = new NDList();
    NDList partWeights = new NDList();
    int done = 0;
    for (TokenBatch batch : buckets.batches()) {
      Shape shape = new Shape(batch.rows(), batch.length());
      parts.add(scope.create(batch.ids(), shape));
      masks.add(scope.create(batch.mask(), shape));
      partWeights.add(
          scope.create(
              buckets.rows().subList(done, done + batch.rows()).stream()
                  .mapToDouble(rowWeights::get)
                  .toArray()));
      done += batch.rows();
    }
    NDList results =
        programs.differentiate(
            scope,
            "loss_and_gradients",
            Argument.of(weights),
            Argument.of(parts),
            Argument.of(masks),
            Argument.of(partWeights),
            settings.argument(),
            task(scope, loss, seeds));
    double value = results.get(0).toType(DataType.FLOAT64, false).getDouble();
    return new SubBatchPass.Result(List.of(value), List.of(), results.subNDList(1));
  }

  private int tokensAPart() {
    return (int)
        Math.max(
            LEAST_TOKENS_A_PART,
            Math.min(MOST_TOKENS_A_PART, SCORES_A_PART / architecture.vocabulary()));
  }

  private Argument task(NDManager scope, SubBatchLoss loss, SubBatchPass.Seeds seeds) {
    NDManager host = Scopes.host(scope);
    double maskedShare = loss.prediction().orElseThrow().maskedShare();
    Map<String, NDArray> task = new HashMap<>();
    task.put("head", host.create(head.numbers(architecture.tensors().size())));
    task.put("weight", host.create(loss.weight()));
    task.put("seed", host.create(seeds.query()));
    task.put("draw_seed", host.create(seeds.document()));
    maskToken.ifPresent(
        token -> {
          task.put("mask_token", host.create(token));
          task.put("special", scope.create(special.stream().mapToLong(Long::longValue).toArray()));
          task.put("masked_share", host.create(maskedShare));
          task.put("vocabulary", host.create((long) architecture.vocabulary()));
        });
    return Argument.of(task);
  }
}
