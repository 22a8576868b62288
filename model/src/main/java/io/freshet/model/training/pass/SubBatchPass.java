/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.freshet.model.device.Argument;
import io.freshet.model.device.Program;
import io.freshet.model.device.Scopes;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import io.freshet.model.training.state.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Forward and backward pass of one sub-batch: one program call, or several on several devices. */
public final class SubBatchPass {
  private final Replicas replicas;
  private final TextTokenizer tokenizer;
  private final int maximumPositions;

  /**
   * A pass over a network.
   *
   * @param replicas whose first is on the device of the results
   * @param maximumPositions tokens of a text at most, whatever a task says
   */
  SubBatchPass(Replicas replicas, TextTokenizer tokenizer, int maximumPositions) {
    this.replicas = replicas;
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

  /**
   * The texts of a sub-batch in parts.
   *
   * @param documents empty where their embeddings are there already
   * @param frozen those embeddings, one a document in order; empty where documents are trained
   * @param cached whether each part is run again for its way back
   */
  record Texts(
      TextParts queries,
      Optional<TextParts> documents,
      List<float[]> frozen,
      Seeds sides,
      boolean cached) {
    Texts {
      frozen = List.copyOf(frozen);
    }

    /** The parts of the queries, then those of the documents. */
    List<TokenBatch> parts() {
      List<TokenBatch> parts = new ArrayList<>(queries.buckets().batches());
      documents.ifPresent(trained -> parts.addAll(trained.buckets().batches()));
      return parts;
    }

    /** Seeds of the parts. */
    List<Long> seeds() {
      List<Long> seeds = new ArrayList<>(queries.seeds(sides.query()));
      documents.ifPresent(trained -> seeds.addAll(trained.seeds(sides.document())));
      return seeds;
    }
  }

  /**
   * Runs the pass; results belong to the scope.
   *
   * @param scale of the loss on the way back; the gradients are without it
   */
  Result run(
      NDManager scope, Parameters.Selection used, SubBatchLoss loss, Seeds seeds, double scale) {
    TextParts queries = parts(loss.queries(), loss.queryMaxLength(), loss.microBatchTokens());
    List<float[]> frozen = loss.frozenDocuments();
    Optional<TextParts> documents =
        frozen.isEmpty()
            ? Optional.of(
                parts(loss.documents(), loss.documentMaxLength(), loss.microBatchTokens()))
            : Optional.empty();
    long tokens = queries.tokens() + documents.map(TextParts::tokens).orElse(0L);
    boolean cached = loss.microBatchTokens() > 0 && tokens > loss.microBatchTokens();
    Texts texts = new Texts(queries, documents, frozen, seeds, cached);
    NDList results =
        replicas.size() == 1 && documents.isPresent()
            ? inOneCall(scope, used, texts, documents.get(), loss, scale)
            : new ReplicatedPass(replicas, used, texts, loss, scale).run(scope);
    return new Result(
        Arrays.stream(results.get(0).toType(DataType.FLOAT64, false).toDoubleArray())
            .boxed()
            .toList(),
        Arrays.stream(results.get(1).toLongArray()).boxed().toList(),
        results.subNDList(2));
  }

  private NDList inOneCall(
      NDManager scope,
      Parameters.Selection used,
      Texts texts,
      TextParts documents,
      SubBatchLoss loss,
      double scale) {
    NDManager host = Scopes.host(scope);
    NetworkCopy network = replicas.first();
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(network.weights(used)));
    arguments.addAll(texts.queries().arguments(scope, texts.sides().query()));
    arguments.addAll(documents.arguments(scope, texts.sides().document()));
    arguments.add(loss.rows(scope));
    arguments.add(network.settings().argument());
    arguments.add(loss.task(scope));
    arguments.add(Argument.of(host.create(texts.cached())));
    arguments.add(Argument.of(host.create(scale)));
    return network.differentiate(scope, Program.TRAINING, "loss_and_gradients", arguments);
  }

  private TextParts parts(List<String> texts, int maxLength, int microBatchTokens) {
    return TextParts.of(
        tokenizer, texts, Math.min(maxLength, maximumPositions), microBatchTokens, replicas.size());
  }
}
