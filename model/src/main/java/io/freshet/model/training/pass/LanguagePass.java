/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.LanguageHead;
import io.freshet.model.device.Argument;
import io.freshet.model.device.Program;
import io.freshet.model.device.Scopes;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.loss.LossParameter;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.training.state.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Forward and backward pass of a sub-batch whose tokens are predicted: hidden tokens under an
 * encoder, following ones under a decoder. The loss of each part of the sub-batch stands by itself,
 * so that only one part's graph is ever held and the parts may be dealt among copies of the
 * network; what is to be predicted is drawn before, because every token counts for its share of
 * all.
 */
public final class LanguagePass {
  /** Scores of one part's tokens at most, so that they need half a GiB. */
  private static final long SCORES_A_PART = 1L << 27;

  private static final int LEAST_TOKENS_A_PART = 256;
  private static final int MOST_TOKENS_A_PART = 8192;

  private final Replicas replicas;
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
  LanguagePass(ModelFolder folder, LanguageHead head, Replicas replicas, TextTokenizer tokenizer) {
    this.replicas = replicas;
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
  }

  /**
   * What to predict of each part.
   *
   * @param count of the tokens that are predicted
   * @param read of each part the ids that the network reads, on the device of the first copy
   * @param labels of each part the tokens to be predicted
   */
  private record Predicted(long count, NDList read, NDList labels) {}

  /**
   * Runs the pass; results belong to the scope.
   *
   * @param seeds of the dropout, and of what is hidden
   * @param scale of the loss on the way back; the gradients are without it
   */
  SubBatchPass.Result run(
      NDManager scope,
      Parameters.Selection used,
      SubBatchLoss loss,
      SubBatchPass.Seeds seeds,
      double scale) {
    TextParts texts =
        TextParts.ofEach(
            tokenizer,
            loss.queries(),
            Math.min(loss.documentMaxLength(), architecture.maximumPositions()),
            tokensAPart(loss.microBatchTokens()),
            replicas.size());
    Predicted predicted = draw(scope, texts, loss, seeds.document());
    try (SharedParts shared = replicas.deal(texts.parts())) {
      List<NDList> made =
          shared.together(
              share -> differentiate(share, used, texts, predicted, loss, seeds, scale));
      NDList gradients =
          shared.sum(
              scope,
              made.stream().map(own -> own.subNDList(1)).toList(),
              replicas.first().weights(used));
      double value = shared.sum(made.stream().map(own -> number(own.get(0))).toList());
      return new SubBatchPass.Result(List.of(value), List.of(), gradients);
    }
  }

  /**
   * Chooses what is to be predicted, on the first copy's device, the same for any number of copies.
   */
  private Predicted draw(NDManager scope, TextParts texts, SubBatchLoss loss, long seed) {
    List<Argument> arguments =
        new ArrayList<>(TextParts.arguments(scope, texts.parts(), texts.seeds(seed)));
    arguments.add(task(scope, loss));
    NDList results =
        replicas.first().apply(scope, Program.PREDICTION, "tokens_to_predict", arguments);
    int parts = texts.parts().size();
    return new Predicted(
        results.get(0).getLong(), results.subNDList(1, 1 + parts), results.subNDList(1 + parts));
  }

  /** Value and gradients of a share's parts. */
  private NDList differentiate(
      SharedParts.Share share,
      Parameters.Selection used,
      TextParts texts,
      Predicted predicted,
      SubBatchLoss loss,
      SubBatchPass.Seeds seeds,
      double scale) {
    NDManager scope = share.scope();
    NDManager host = Scopes.host(scope);
    List<Argument> arguments =
        List.of(
            Argument.of(share.copy().weights(used)),
            Argument.of(share.own(predicted.read())),
            TextParts.masks(scope, share.own(texts.parts())),
            TextParts.seedsArgument(scope, share.own(texts.seeds(seeds.query()))),
            Argument.of(share.own(predicted.labels())),
            Argument.of(numbers(scope, share.own(texts.byPart(loss.weights())))),
            Argument.of(host.create((double) Math.max(1, predicted.count()))),
            share.copy().settings().withoutDense(),
            task(scope, loss),
            Argument.of(host.create(scale)));
    return share.copy().differentiate(scope, Program.PREDICTION, "loss_and_gradients", arguments);
  }

  private static NDList numbers(NDManager scope, List<List<Double>> ofRows) {
    NDList numbers = new NDList();
    ofRows.forEach(
        row -> numbers.add(scope.create(row.stream().mapToDouble(Double::doubleValue).toArray())));
    return numbers;
  }

  private static double number(NDArray value) {
    return value.toType(DataType.FLOAT64, false).getDouble();
  }

  /** As many as are wanted, where their scores are not too large; 0 is for no wish. */
  private int tokensAPart(int wanted) {
    long scores = SCORES_A_PART / architecture.vocabulary();
    int most = (int) Math.max(LEAST_TOKENS_A_PART, Math.min(MOST_TOKENS_A_PART, scores));
    return wanted == 0 ? most : Math.min(wanted, most);
  }

  private Argument task(NDManager scope, SubBatchLoss loss) {
    NDManager host = Scopes.host(scope);
    double maskedShare = loss.prediction().orElseThrow().parameter(LossParameter.MASKED_SHARE);
    Map<String, NDArray> task = new HashMap<>();
    task.put("head", host.create(head.numbers(architecture.tensors().size())));
    task.put("weight", host.create(loss.weight()));
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
