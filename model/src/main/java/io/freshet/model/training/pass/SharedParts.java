/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * The parts of one sub-batch, dealt among the copies of a network, which work on them side by side.
 * Closing frees what they made.
 */
public final class SharedParts implements AutoCloseable {
  private final List<TokenBatch> parts;
  private final List<Share> shares = new ArrayList<>();
  private final DevicePrograms common;
  private final ExecutorService threads;

  private SharedParts(List<TokenBatch> parts, DevicePrograms common, ExecutorService threads) {
    this.parts = List.copyOf(parts);
    this.common = common;
    this.threads = threads;
  }

  static SharedParts among(
      List<NetworkCopy> copies,
      List<TokenBatch> parts,
      DevicePrograms common,
      ExecutorService threads) {
    SharedParts shared = new SharedParts(parts, common, threads);
    List<List<Integer>> dealt = DealtParts.among(copies.size(), parts);
    for (int i = 0; i < copies.size(); i++) {
      if (!dealt.get(i).isEmpty()) {
        NetworkCopy copy = copies.get(i);
        NDManager scope = copy.device().memory().newSubManager();
        shared.shares.add(new Share(shared.shares.size(), copy, dealt.get(i), scope));
      }
    }
    return shared;
  }

  /**
   * A copy's share.
   *
   * @param index among the shares
   * @param places of its parts among those of the sub-batch, ascending
   * @param scope on the copy's device, for whatever the share makes
   */
  public record Share(int index, NetworkCopy copy, List<Integer> places, NDManager scope) {
    public Share {
      places = List.copyOf(places);
    }

    /** Of what there is one a part, that of its own parts. */
    <T> List<T> own(List<T> all) {
      return places.stream().map(all::get).toList();
    }

    /** Of arrays of which there is one a part, those of its own parts. */
    NDList own(NDList all) {
      return new NDList(places.stream().map(all::get).toList());
    }
  }

  /**
   * Runs the same on every share at once, the first in the calling thread.
   *
   * @return what came of each share
   */
  <T> List<T> together(Function<Share, T> work) {
    List<CompletableFuture<T>> others =
        shares.subList(1, shares.size()).stream()
            .map(share -> CompletableFuture.supplyAsync(() -> work.apply(share), threads))
            .toList();
    try {
      List<T> results = new ArrayList<>();
      results.add(work.apply(shares.get(0)));
      others.forEach(other -> results.add(other.join()));
      return results;
    } finally {
      // All must end before any scope is closed, whatever failed.
      others.forEach(other -> other.handle((result, failure) -> true).join());
    }
  }

  /**
   * What the shares made of their parts, in the order of the parts.
   *
   * @param made by each share, one array a part
   */
  NDList inOrder(List<NDList> made) {
    NDArray[] all = new NDArray[parts.size()];
    for (int i = 0; i < shares.size(); i++) {
      for (int k = 0; k < made.get(i).size(); k++) {
        all[shares.get(i).places().get(k)] = made.get(i).get(k);
      }
    }
    return new NDList(all);
  }

  /**
   * Adds up what each share made, on the device of the first.
   *
   * @param scope owns the sums
   */
  NDList sum(NDManager scope, List<NDList> made) {
    NDList sum = made.get(0);
    for (NDList more : made.subList(1, made.size())) {
      common.apply(scope, "add", Argument.of(sum), Argument.of(more));
    }
    sum.attach(scope);
    return sum;
  }

  @Override
  public void close() {
    shares.forEach(share -> share.scope().close());
  }
}
