/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What trainers of one model do together. Every result is the same, bit for bit, at each of them:
 * sums are made in the order of the trainers, each slice of them in one place. Used by one thread.
 */
public final class Exchange {
  private final Peers peers;
  private long sentBytes;
  private long waitedNanos;

  private Exchange(Peers peers) {
    this.peers = peers;
  }

  /** A trainer that has the model to itself. */
  public static Exchange alone() {
    return new Exchange(new Nobody());
  }

  /**
   * The exchange between some trainers; whoever made the peers closes them.
   *
   * @throws IllegalArgumentException where the place is not one of theirs
   */
  public static Exchange among(Peers peers) {
    if (peers.index() < 0 || peers.index() >= peers.count()) {
      throw new IllegalArgumentException(
          "trainer %d of %d cannot be".formatted(peers.index(), peers.count()));
    }
    return new Exchange(peers);
  }

  /** This trainer's place among all, from 0. */
  public int index() {
    return peers.index();
  }

  /** How many trainers there are, this one included. */
  public int count() {
    return peers.count();
  }

  /** Whether there is nobody else. */
  public boolean isAlone() {
    return peers.count() == 1;
  }

  /** Bytes that were sent to others so far, without what the way there adds. */
  public long sentBytes() {
    return sentBytes;
  }

  /** Nanoseconds that were spent so far on sending, waiting for others and receiving. */
  public long waitedNanos() {
    return waitedNanos;
  }

  /**
   * Gives bytes to all.
   *
   * @param own from position to limit, which are left as they are
   * @return what each trainer gave, by place, in the machine's byte order
   */
  public List<ByteBuffer> gather(ByteBuffer own) {
    return swap(Collections.nCopies(count(), own));
  }

  /**
   * Adds up numbers over all trainers, in place. Each trainer adds up one slice and tells the
   * others: all of them together send twice the numbers but for their own slices.
   *
   * @param values one row of numbers in several pieces, whose limits count and whose positions are
   *     left as they are; as many at every trainer
   */
  public void sum(List<FloatBuffer> values) {
    if (isAlone()) {
      return;
    }
    NumberRow row = new NumberRow(values);
    int slice = Math.toIntExact((row.length() + count() - 1) / count());
    List<ByteBuffer> slices = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      slices.add(row.copy((long) i * slice, slice));
    }
    ByteBuffer sum = added(swap(slices));
    List<ByteBuffer> sums = gather(sum);
    for (int i = 0; i < count(); i++) {
      row.put((long) i * slice, sums.get(i));
    }
  }

  /** Adds up in the order of the trainers, into the first buffer's numbers' copy. */
  private static ByteBuffer added(List<ByteBuffer> slices) {
    float[] sum = numbers(slices.get(0));
    for (ByteBuffer slice : slices.subList(1, slices.size())) {
      float[] more = numbers(slice);
      if (more.length != sum.length) {
        throw new ExchangeException(
            "trainers sent %d and %d numbers to add up: they do not train the same model"
                .formatted(sum.length, more.length));
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * sum.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(sum);
    return bytes;
  }

  private static float[] numbers(ByteBuffer bytes) {
    FloatBuffer values = bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    float[] numbers = new float[values.remaining()];
    values.get(numbers);
    return numbers;
  }

  /** The sum of one number of each trainer, added in their order. */
  public double sum(double own) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    bytes.putDouble(own).flip();
    double sum = 0;
    for (ByteBuffer each : gather(bytes)) {
      sum += each.order(ByteOrder.nativeOrder()).getDouble(each.position());
    }
    return sum;
  }

  /**
   * Makes sure that all trainers say the same.
   *
   * @param what is compared, and what to do where it differs: "... differs; ..."
   * @throws ExchangeException where one says something else
   */
  public void agree(String what, String own) {
    List<ByteBuffer> all = gather(ByteBuffer.wrap(own.getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < count(); i++) {
      String other = StandardCharsets.UTF_8.decode(all.get(i).duplicate()).toString();
      if (!other.equals(own)) {
        throw new ExchangeException(
            "trainers %d and %d cannot go on together: %s (%s; %s)"
                .formatted(index(), i, what, own, other));
      }
    }
  }

  private List<ByteBuffer> swap(List<ByteBuffer> forEach) {
    long began = System.nanoTime();
    List<ByteBuffer> received = peers.swap(forEach);
    waitedNanos += System.nanoTime() - began;
    for (int i = 0; i < forEach.size(); i++) {
      sentBytes += i == index() ? 0 : forEach.get(i).remaining();
    }
    return received;
  }

  /** The peers of a trainer that is alone. */
  private record Nobody() implements Peers {
    @Override
    public int index() {
      return 0;
    }

    @Override
    public int count() {
      return 1;
    }

    @Override
    public List<ByteBuffer> swap(List<ByteBuffer> forEach) {
      return forEach;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
