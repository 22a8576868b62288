/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.WorkerThreads;
import io.freshet.model.text.TokenBatch;
import io.freshet.model.training.exchange.ExchangedArrays;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts of one sub-batch, dealt among the trainers of a model and the copies of its network at
 * each, which work on them side by side. Closing frees what they made.
 */
public final class SharedParts implements AutoCloseable {
  private final List<TokenBatch> parts;
  private final List<Share> shares = new ArrayList<>();
  private final ExchangedArrays exchange;
  private final WorkerThreads threads;

  private SharedParts(List<TokenBatch> parts, ExchangedArrays exchange, WorkerThreads threads) {
    this.parts = List.copyOf(parts);
    this.exchange = exchange;
    this.threads = threads;
  }

  static SharedParts among(
      List<NetworkCopy> copies,
      List<TokenBatch> parts,
      List<Integer> mine,
      ExchangedArrays exchange,
      WorkerThreads threads) {
    SharedParts shared = new SharedParts(parts, exchange, threads);
    List<List<Integer>> dealt =
        DealtParts.among(copies.size(), mine.stream().map(parts::get).toList());
    for (int i = 0; i < copies.size(); i++) {
      if (!dealt.get(i).isEmpty()) {
        NetworkCopy copy = copies.get(i);
        NDManager scope = copy.device().memory().newSubManager();
        List<Integer> places = dealt.get(i).stream().map(mine::get).toList();
        shared.shares.add(new Share(shared.shares.size(), copy, places, scope));
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
   * @return what came of each share; nothing where all parts are other trainers'
   */
  <T> List<T> together(Function<Share, T> work) {
    return threads.all(
        shares.stream().map(share -> (Supplier<T>) () -> work.apply(share)).toList());
  }

  /**
   * What the shares of all trainers made of their parts, in the order of the parts.
   *
   * @param scope owns what other trainers made
   * @param made by each share here, one array a part: [rows of the part, dimension]
   */
  NDList inOrder(NDManager scope, List<NDList> made) {
    NDArray[] all = new NDArray[parts.size()];
    for (int i = 0; i < shares.size(); i++) {
      for (int k = 0; k < made.get(i).size(); k++) {
        all[shares.get(i).places().get(k)] = made.get(i).get(k);
      }
    }
    if (!exchange.exchange().isAlone()) {
      addOthers(scope, all);
    }
    return new NDList(all);
  }

  private void addOthers(NDManager scope, NDArray[] all) {
    List<NDArray> own = Arrays.stream(all).filter(array -> array != null).toList();
    List<FloatBuffer> given = exchange.gather(own);
    List<List<Integer>> dealt = DealtParts.among(given.size(), parts);
    long rows = parts.stream().mapToLong(TokenBatch::rows).sum();
    int width = Math.toIntExact(given.stream().mapToLong(FloatBuffer::remaining).sum() / rows);
    for (int trainer = 0; trainer < given.size(); trainer++) {
      FloatBuffer numbers = given.get(trainer);
      for (int place : dealt.get(trainer)) {
        float[] part = new float[parts.get(place).rows() * width];
        numbers.get(part);
        if (all[place] == null) {
          all[place] = scope.create(part, new Shape(parts.get(place).rows(), width));
        }
      }
    }
  }

  /**
   * Adds up what each share here made, on the device of the first; zeros where there is no share.
   *
   * @param scope owns the sums
   * @param weights whose gradients are added up, those that are not trained among them
   */
  NDList sum(NDManager scope, List<NDList> made, NDList weights) {
    if (made.isEmpty()) {
      NDList zeros = new NDList();
      weights.stream()
          .filter(NDArray::hasGradient)
          .forEach(weight -> zeros.add(scope.zeros(weight.getShape())));
      return zeros;
    }
    NDList sum = made.get(0);
    for (NDList more : made.subList(1, made.size())) {
      exchange.common().apply(scope, "add", Argument.of(sum), Argument.of(more));
    }
    sum.attach(scope);
    return sum;
  }

  /** The sum of a number that each share of each trainer made. */
  double sum(List<Double> made) {
    double own = made.stream().mapToDouble(Double::doubleValue).sum();
    return exchange.exchange().sum(own);
  }

  @Override
  public void close() {
    shares.forEach(share -> share.scope().close());
  }
}
