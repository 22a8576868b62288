/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.ComputeOptions;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.device.Scopes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds, on a device, which of a block of documents may be among the best of each query. It leaves
 * out only what certainly is not, whatever the rounding of the device: the caller scores what is
 * left exactly and so gets the same best documents on every device, ties included.
 *
 * <p>Memory on the device is the queries, one block of documents, and about 25 bytes for each of at
 * most {@link #PAIRS_AT_ONCE} pairs, or for each document of a block where that is more. Not
 * thread-safe.
 */
public final class CandidateSearch implements AutoCloseable {
  /** Pairs of a query and a document that are compared by one call. */
  public static final int PAIRS_AT_ONCE = 1 << 21;

  private final ComputeDevice device;
  private final DevicePrograms programs;
  private final Closeness closeness;
  private final float[][] queries;
  private final List<NDArray> parts = new ArrayList<>();
  private final int rows;
  private ByteBuffer staging = ByteBuffer.allocateDirect(0);

  /**
   * A search on a device of its own.
   *
   * @param queries [queries, width]; not copied
   * @param block documents of a block, about
   * @throws io.freshet.model.device.DeviceUnavailableException where libtorch or the device is
   *     missing
   */
  public CandidateSearch(
      ComputeOptions options, Closeness closeness, float[][] queries, int block) {
    this.device = ComputeDevice.open(options);
    this.programs = DevicePrograms.load(Program.SEARCH, device);
    this.closeness = closeness;
    this.queries = queries;
    this.rows = Math.max(1, PAIRS_AT_ONCE / block);
    for (int from = 0; from < queries.length; from += rows) {
      int to = Math.min(queries.length, from + rows);
      float[][] part = Arrays.copyOfRange(queries, from, to);
      parts.add(tensor(device.memory(), part, ByteBuffer.allocateDirect(bytes(part))));
    }
  }

  /** Receives the candidates of some queries. */
  @FunctionalInterface
  public interface Candidates {
    /**
     * Takes the candidates of the queries from {@code firstQuery} on.
     *
     * @param starts where a query's candidates start, and where those of the last one end
     * @param documents places of candidates in the block, ascending for each query
     */
    void accept(int firstQuery, int[] starts, int[] documents);
  }

  /**
   * Compares all queries with a block of documents.
   *
   * @param documents [documents, width], at least one
   * @param thresholds [queries]: a pair of a lower score is of no use; negative infinity where any
   *     is
   * @param depth how many best documents a query may have
   */
  public void search(float[][] documents, float[] thresholds, int depth, Candidates candidates) {
    try (NDManager block = device.memory().newSubManager()) {
      NDArray vectors = tensor(block, documents, staged(documents));
      for (int part = 0; part < parts.size(); part++) {
        int first = part * rows;
        int last = Math.min(queries.length, first + rows);
        float[] least = Arrays.copyOfRange(thresholds, first, last);
        long[] places = places(block, parts.get(part), least, vectors, depth);
        candidates.accept(
            first,
            starts(places, last - first, documents.length),
            columns(places, documents.length));
      }
    }
  }

  private long[] places(
      NDManager block, NDArray part, float[] thresholds, NDArray vectors, int depth) {
    try (NDManager scope = block.newSubManager()) {
      NDManager host = Scopes.host(scope);
      return programs
          .infer(
              scope,
              "candidates",
              Argument.of(part),
              Argument.of(scope.create(thresholds)),
              Argument.of(vectors),
              Argument.of(host.create(closeness.code())),
              Argument.of(host.create((long) depth)))
          .singletonOrThrow()
          .toLongArray();
    }
  }

  private static int[] starts(long[] places, int rows, int columns) {
    int[] starts = new int[rows + 1];
    for (long place : places) {
      starts[(int) (place / columns) + 1]++;
    }
    for (int row = 0; row < rows; row++) {
      starts[row + 1] += starts[row];
    }
    return starts;
  }

  private static int[] columns(long[] places, int columns) {
    int[] result = new int[places.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (int) (places[i] % columns);
    }
    return result;
  }

  /** Memory outside the heap for one block at a time: on the processor arrays lie in it. */
  private ByteBuffer staged(float[][] vectors) {
    int bytes = bytes(vectors);
    if (staging.capacity() < bytes) {
      staging = ByteBuffer.allocateDirect(bytes);
    }
    return staging.slice(0, bytes);
  }

  private static int bytes(float[][] vectors) {
    return Math.multiplyExact(vectors.length, Float.BYTES * vectors[0].length);
  }

  private static NDArray tensor(NDManager scope, float[][] vectors, ByteBuffer memory) {
    FloatBuffer numbers = memory.order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (float[] vector : vectors) {
      numbers.put(vector);
    }
    return scope.create(memory, new Shape(vectors.length, vectors[0].length), DataType.FLOAT32);
  }

  /** Frees what lies on the device. */
  @Override
  public void close() {
    device.close();
  }
}
