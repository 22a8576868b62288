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
   * others, so that each sends about twice the numbers, however many trainers there are.
   *
   * @param values from position to limit, which are left as they are; as many at every trainer
   * @throws ExchangeException where another one has more or fewer
   */
  public void sum(FloatBuffer values) {
    if (isAlone()) {
      return;
    }
    List<ByteBuffer> slices = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      FloatBuffer slice = slice(values, i);
      ByteBuffer copy = ByteBuffer.allocate(4 * slice.remaining()).order(ByteOrder.nativeOrder());
      copy.asFloatBuffer().put(slice);
      slices.add(copy);
    }
    List<ByteBuffer> sums = gather(added(swap(slices)));
    for (int i = 0; i < count(); i++) {
      FloatBuffer sum = floats(sums.get(i));
      FloatBuffer slice = slice(values, i);
      if (sum.remaining() != slice.remaining()) {
        throw otherModel(sum.remaining(), slice.remaining());
      }
      slice.put(sum);
    }
  }

  /** The slice of numbers that a trainer adds up. */
  private FloatBuffer slice(FloatBuffer values, int trainer) {
    long all = values.remaining();
    int from = (int) (trainer * all / count());
    int to = (int) ((trainer + 1) * all / count());
    return values.slice(values.position() + from, to - from);
  }

  /** Adds up in the order of the trainers. */
  private static ByteBuffer added(List<ByteBuffer> slices) {
    float[] sum = numbers(slices.get(0));
    for (ByteBuffer slice : slices.subList(1, slices.size())) {
      float[] more = numbers(slice);
      if (more.length != sum.length) {
        throw otherModel(more.length, sum.length);
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * sum.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(sum);
    return bytes;
  }

  private static ExchangeException otherModel(int sent, int expected) {
    return new ExchangeException(
        "a trainer sent %d numbers to add up where others have %d: they do not train the same model"
            .formatted(sent, expected));
  }

  private static float[] numbers(ByteBuffer bytes) {
    FloatBuffer values = floats(bytes);
    float[] numbers = new float[values.remaining()];
    values.get(numbers);
    return numbers;
  }

  private static FloatBuffer floats(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
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
