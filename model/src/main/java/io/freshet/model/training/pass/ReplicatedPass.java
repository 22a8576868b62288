/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.Program;
import io.freshet.model.device.Scopes;
import io.freshet.model.training.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * One sub-batch over several copies of a network, here and at the other trainers of the model: its
 * parts are dealt among the copies and embedded side by side, the loss sees all embeddings
 * together, and each copy turns the gradients of its parts into gradients of its weights, which are
 * added up: those of the copies here at once, those of the trainers with the step. So a query is
 * contrasted with documents of every copy, and the result is that of one device but for the order
 * of sums. Documents whose embeddings are there already join the loss only.
 *
 * @param scale of the loss on the way back
 */
public record ReplicatedPass(
    Replicas replicas,
    Parameters.Selection used,
    SubBatchPass.Texts texts,
    SubBatchLoss loss,
    double scale) {

  /**
   * What a share made of its texts.
   *
   * @param parts how many it has
   * @param arguments that made it
   * @param kept of each part its embeddings and what its way back needs, part after part
   */
  private record Embedded(int parts, List<Argument> arguments, NDList kept) {
    NDList embeddings() {
      int each = kept.size() / parts;
      return new NDList(IntStream.range(0, parts).mapToObj(part -> kept.get(part * each)).toList());
    }
  }

  /**
   * Loss, ranks, then gradients of the weighted loss by the copies together; owned by the scope.
   *
   * @param scope on the first copy's device
   */
  NDList run(NDManager scope) {
    try (SharedParts shared = replicas.deal(texts.parts())) {
      List<Embedded> embedded = shared.together(share -> embed(share));
      NDList results =
          loss(scope, shared.inOrder(scope, embedded.stream().map(Embedded::embeddings).toList()));
      NDList ofEmbeddings = results.subNDList(2);
      List<NDList> gradients =
          shared.together(
              share -> gradients(share, embedded.get(share.index()), share.own(ofEmbeddings)));
      return new NDList(results.get(0), results.get(1))
          .addAll(shared.sum(scope, gradients, replicas.first().weights(used)));
    }
  }

  private Embedded embed(SharedParts.Share share) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(share.copy().weights(used)));
    arguments.addAll(
        TextParts.arguments(share.scope(), share.own(texts.parts()), share.own(texts.seeds())));
    arguments.add(share.copy().settings().argument());
    arguments.add(Argument.of(Scopes.host(share.scope()).create(texts.cached())));
    NDList kept =
        share.copy().differentiate(share.scope(), Program.TRAINING, "embed_parts", arguments);
    return new Embedded(share.places().size(), arguments, kept);
  }

  private NDList loss(NDManager scope, NDList trained) {
    NDManager host = Scopes.host(scope);
    NDList embeddings = new NDList(trained);
    if (!texts.frozen().isEmpty()) {
      embeddings.add(scope.create(texts.frozen().toArray(float[][]::new)));
    }
    List<Argument> arguments =
        List.of(
            Argument.of(embeddings),
            Argument.of(host.create((long) texts.queries().buckets().batches().size())),
            texts.queries().orderArgument(scope),
            documentOrder(scope),
            loss.rows(scope),
            loss.task(scope),
            Argument.of(host.create(scale)));
    return replicas.first().differentiate(scope, Program.TRAINING, "loss_on_parts", arguments);
  }

  /** Embeddings that are there already stand in the order of the documents. */
  private Argument documentOrder(NDManager scope) {
    return texts
        .documents()
        .map(parts -> parts.orderArgument(scope))
        .orElseGet(
            () -> Argument.of(scope.create(LongStream.range(0, texts.frozen().size()).toArray())));
  }

  private NDList gradients(SharedParts.Share share, Embedded embedded, NDList ofEmbeddings) {
    List<Argument> arguments = new ArrayList<>(embedded.arguments());
    arguments.add(Argument.of(embedded.kept()));
    arguments.add(Argument.of(ofEmbeddings));
    arguments.add(Argument.of(Scopes.host(share.scope()).create(scale)));
    return share
        .copy()
        .differentiate(share.scope(), Program.TRAINING, "gradients_of_parts", arguments);
  }
}
