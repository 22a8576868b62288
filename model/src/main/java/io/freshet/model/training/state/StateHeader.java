/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What stands before the tensors of a training state. After it come, each in the order of {@code
 * tensors} and in float32: the weights; then of the trained ones the first moments, the second
 * moments, one step count each and, where there are any, the averages, and where trainers meet the
 * values of the last meeting and the movements that go on.
 *
 * @param format of the state
 * @param steps updates made
 * @param skippedInRow steps left out since the last update
 * @param seed of the draws; with a step's index it decides them, so it is all of their state
 * @param optimizer the settings, for whoever reads the state
 * @param fingerprint what decides the bits of the results
 * @param counters further numbers that training goes on from, by name
 * @param averaged whether the trained tensors have averages
 * @param frozen digest of the start folder's tensors that the state does not hold; empty for none
 * @param documents digest of what embeds documents, where they are not trained; else empty
 * @param tensors those that the state holds: trained ones, and frozen ones that the start folder
 *     does not have as they are
 */
public record StateHeader(
    int format,
    long steps,
    int skippedInRow,
    long seed,
    String optimizer,
    Map<String, String> fingerprint,
    Map<String, Double> counters,
    boolean averaged,
    String frozen,
    String documents,
    List<Tensor> tensors) {
  public static final int FORMAT = 3;

  /** The counter that says how many steps were made since trainers met, where they meet. */
  public static final String SINCE_MEETING = "since-meeting";

  /** The counter that says how many trainers there are, where they meet. */
  public static final String TRAINERS = "trainers";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // Equal states are equal bytes, from whichever JVM.
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  public StateHeader {
    fingerprint = Map.copyOf(fingerprint);
    counters = Map.copyOf(counters);
    tensors = List.copyOf(tensors);
  }

  /**
   * A tensor's name and the sizes of its dimensions.
   *
   * @param trained whether it has moments and a step count
   */
  public record Tensor(String name, List<Long> sizes, boolean trained) {
    public Tensor {
      sizes = List.copyOf(sizes);
    }

    /** Bytes of its numbers. */
    public int bytes() {
      return Math.toIntExact(Math.multiplyExact(4L, elements()));
    }

    /** How many numbers it has. */
    public long elements() {
      return sizes.stream().reduce(1L, Math::multiplyExact);
    }

    /** A number that belongs to the tensor. */
    Tensor scalar() {
      return new Tensor(name, List.of(), trained);
    }

    long[] shape() {
      return sizes.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** How many trainers there were, where each made steps of its own; else 0. */
  public int trainers() {
    return counters.getOrDefault(TRAINERS, 0.0).intValue();
  }

  /**
   * Whether the trained tensors have the values of the last meeting and the movement that goes on
   * from there.
   */
  boolean met() {
    return counters.containsKey(SINCE_MEETING);
  }

  /** Bytes of everything behind the header. */
  public long tensorBytes() {
    long sets = 3L + (averaged ? 1 : 0) + (met() ? 2 : 0);
    return tensors.stream().mapToLong(t -> t.trained() ? sets * t.bytes() + 4 : t.bytes()).sum();
  }

  /** Length (4 bytes), then JSON. */
  ByteBuffer encode() {
    try {
      byte[] json = JSON.writeValueAsBytes(this);
      return ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).flip();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the header of the training state cannot be written", e);
    }
  }

  /**
   * Reads the header, and leaves the reader at the first tensor.
   *
   * @throws IllegalArgumentException where it is none, or of a format to come
   */
  static StateHeader decode(SegmentedBytes.Reader reader) {
    ByteBuffer length = reader.next(4);
    int bytes = length.order(ByteOrder.BIG_ENDIAN).getInt();
    if (bytes < 2 || bytes > SegmentedBytes.SEGMENT) {
      throw new IllegalArgumentException("these chunks are no training state");
    }
    String json = StandardCharsets.UTF_8.decode(reader.next(bytes)).toString();
    StateHeader header;
    try {
      header = JSON.readValue(json, StateHeader.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("the header of the training state cannot be read", e);
    }
    if (header.format() != FORMAT) {
      throw new IllegalArgumentException(
          "the training state has format %d; this version reads %d"
              .formatted(header.format(), FORMAT));
    }
    return header;
  }
}
