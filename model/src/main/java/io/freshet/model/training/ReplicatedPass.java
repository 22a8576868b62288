/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Scopes;
import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One sub-batch over several copies of a network: its parts are dealt among the copies and embedded
 * side by side, the loss sees all embeddings together, and each copy turns the gradients of its
 * parts into gradients of its weights, which are added up. So a query is contrasted with documents
 * of every copy, and the result is that of one device but for the order of sums.
 */
final class ReplicatedPass implements AutoCloseable {
  private final List<NetworkCopy> copies;
  private final DevicePrograms common;
  private final ExecutorService threads;

  /**
   * A pass over copies.
   *
   * @param copies the first of them on the device of the results
   * @param common of that device
   */
  ReplicatedPass(List<NetworkCopy> copies, DevicePrograms common) {
    this.copies = List.copyOf(copies);
    this.common = common;
    this.threads =
        Executors.newFixedThreadPool(
            copies.size() - 1,
            task -> {
              Thread thread = new Thread(task, "freshet-replica");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many copies share the work. */
  int size() {
    return copies.size();
  }

  /** A copy at work on its parts of one sub-batch. */
  private static final class Share implements AutoCloseable {
    private final NetworkCopy copy;
    private final List<Integer> places;
    private final NDManager scope;
    private final List<Argument> arguments = new ArrayList<>();
    private NDList kept = new NDList();

    Share(
        NetworkCopy copy,
        List<Integer> places,
        Parameters.Selection used,
        List<TokenBatch> parts,
        List<Long> seeds,
        boolean cached) {
      this.copy = copy;
      this.places = places;
      this.scope = copy.device().memory().newSubManager();
      arguments.add(Argument.of(copy.weights(used)));
      arguments.addAll(
          TextParts.arguments(
              scope,
              places.stream().map(parts::get).toList(),
              places.stream().map(seeds::get).toList()));
      arguments.add(copy.settings().argument());
      arguments.add(Argument.of(Scopes.host(scope).create(cached)));
    }

    NDList embed() {
      kept = call("embed_parts", arguments);
      int each = kept.size() / places.size();
      return new NDList(
          IntStream.range(0, places.size()).mapToObj(part -> kept.get(part * each)).toList());
    }

    NDList gradients(NDList ofEmbeddings, double scale) {
      List<Argument> all = new ArrayList<>(arguments);
      all.add(Argument.of(kept));
      all.add(Argument.of(new NDList(places.stream().map(ofEmbeddings::get).toList())));
      all.add(Argument.of(Scopes.host(scope).create(scale)));
      return call("gradients_of_parts", all);
    }

    private NDList call(String method, List<Argument> arguments) {
      return copy.programs().differentiate(scope, method, arguments.toArray(new Argument[0]));
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  /**
   * Loss, ranks, then gradients of the weighted loss by the copies together; owned by the scope.
   *
   * @param scope on the first copy's device
   * @param scale of the loss on the way back
   */
  NDList run(
      NDManager scope,
      Parameters.Selection used,
      SubBatchPass.Texts texts,
      SubBatchLoss loss,
      double scale) {
    List<TokenBatch> parts = texts.parts();
    List<List<Integer>> dealt = DealtParts.among(copies.size(), parts);
    List<Share> shares = new ArrayList<>();
    try {
      for (int i = 0; i < copies.size(); i++) {
        if (!dealt.get(i).isEmpty()) {
          shares.add(
              new Share(copies.get(i), dealt.get(i), used, parts, texts.seeds(), texts.cached()));
        }
      }
      NDArray[] embeddings = new NDArray[parts.size()];
      List<NDList> embedded = together(shares, Share::embed);
      for (int i = 0; i < shares.size(); i++) {
        for (int k = 0; k < embedded.get(i).size(); k++) {
          embeddings[shares.get(i).places.get(k)] = embedded.get(i).get(k);
        }
      }
      NDList results = loss(scope, new NDList(embeddings), texts, loss, scale);
      NDList ofEmbeddings = results.subNDList(2);
      List<NDList> gradients = together(shares, share -> share.gradients(ofEmbeddings, scale));
      NDList sum = gradients.get(0);
      for (NDList more : gradients.subList(1, gradients.size())) {
        common.apply(scope, "add", Argument.of(sum), Argument.of(more));
      }
      sum.attach(scope);
      return new NDList(results.get(0), results.get(1)).addAll(sum);
    } finally {
      shares.forEach(Share::close);
    }
  }

  private NDList loss(
      NDManager scope,
      NDList embeddings,
      SubBatchPass.Texts texts,
      SubBatchLoss loss,
      double scale) {
    NDManager host = Scopes.host(scope);
    return copies
        .get(0)
        .programs()
        .differentiate(
            scope,
            "loss_on_parts",
            Argument.of(embeddings),
            Argument.of(host.create((long) texts.queries().buckets().batches().size())),
            texts.queries().orderArgument(scope),
            texts.documents().orderArgument(scope),
            loss.rows(scope),
            loss.task(scope),
            Argument.of(host.create(scale)));
  }

  /** Runs the same on every share at once, the first in the calling thread. */
  private List<NDList> together(List<Share> shares, Function<Share, NDList> work) {
    List<CompletableFuture<NDList>> others =
        shares.subList(1, shares.size()).stream()
            .map(share -> CompletableFuture.supplyAsync(() -> work.apply(share), threads))
            .toList();
    try {
      List<NDList> results = new ArrayList<>();
      results.add(work.apply(shares.get(0)));
      others.forEach(other -> results.add(other.join()));
      return results;
    } finally {
      // All must end before any scope is closed, whatever failed.
      others.forEach(other -> other.handle((result, failure) -> true).join());
    }
  }

  /** Brings the other copies' trained weights up to the first's. */
  void follow(List<Integer> trained) {
    for (NetworkCopy copy : copies.subList(1, copies.size())) {
      copy.follow(common, copies.get(0), trained);
    }
  }

  /** Frees the other copies. */
  @Override
  public void close() {
    threads.shutdown();
    copies.subList(1, copies.size()).forEach(copy -> copy.device().close());
  }
}
