/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** An exchange of arrays that lie on the trainers' devices. Not thread-safe. */
public final class ExchangedArrays {
  /** Numbers that are copied off the device at once, but for an array that is larger by itself. */
  private static final long BATCH = 1L << 24;

  /** Numbers that go to the others at once. */
  private static final int PIECE = 1 << 21;

  private final Exchange exchange;
  private final DevicePrograms common;

  /** Used again by every batch: memory outside the heap is freed late. */
  private ByteBuffer copies = ByteBuffer.allocateDirect(0);

  /**
   * An exchange of arrays.
   *
   * @param common of the device of the arrays
   */
  public ExchangedArrays(Exchange exchange, DevicePrograms common) {
    this.exchange = exchange;
    this.common = common;
  }

  /** The exchange of numbers. */
  public Exchange exchange() {
    return exchange;
  }

  /** The programs of the device of the arrays. */
  public DevicePrograms common() {
    return common;
  }

  /**
   * Adds up arrays over all trainers, in place.
   *
   * @param scope for what is made on the way
   * @param arrays float32, of the same shapes at every trainer
   */
  public void sum(NDManager scope, NDList arrays) {
    if (exchange.isAlone()) {
      return;
    }
    int from = 0;
    long numbers = 0;
    for (int i = 0; i < arrays.size(); i++) {
      numbers += arrays.get(i).size();
      if (numbers >= BATCH || i == arrays.size() - 1) {
        sumAtOnce(scope, arrays.subNDList(from, i + 1), numbers);
        from = i + 1;
        numbers = 0;
      }
    }
  }

  private void sumAtOnce(NDManager scope, NDList arrays, long numbers) {
    ByteBuffer all = room(Math.toIntExact(4 * numbers));
    for (NDArray array : arrays) {
      all.put(array.toByteBuffer(true).duplicate());
    }
    FloatBuffer values = all.flip().asFloatBuffer();
    for (int from = 0; from < values.capacity(); from += PIECE) {
      exchange.sum(values.slice(from, Math.min(PIECE, values.capacity() - from)));
    }
    try (NDManager inner = scope.newSubManager()) {
      NDList sums = new NDList();
      int from = 0;
      for (NDArray array : arrays) {
        int bytes = Math.toIntExact(4 * array.size());
        ByteBuffer own = all.slice(from, bytes).order(ByteOrder.nativeOrder());
        sums.add(inner.create(own, array.getShape(), DataType.FLOAT32));
        from += bytes;
      }
      common.apply(inner, "overwrite", Argument.of(arrays), Argument.of(sums));
    }
  }

  private ByteBuffer room(int bytes) {
    if (copies.capacity() < bytes) {
      copies = ByteBuffer.allocateDirect(bytes);
    }
    return copies.slice(0, bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * Gives the numbers of some arrays to all.
   *
   * @param own float32
   * @return what each trainer gave, by place, its arrays one after the other
   */
  public List<FloatBuffer> gather(List<NDArray> own) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(own.stream().mapToLong(a -> 4 * a.size()).sum()));
    own.forEach(array -> bytes.put(array.toByteBuffer(true).duplicate()));
    List<FloatBuffer> all = new ArrayList<>();
    exchange
        .gather(bytes.flip())
        .forEach(each -> all.add(each.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer()));
    return all;
  }

  /** A check sum of arrays: equal bits have equal ones. */
  public static String checkSum(NDList arrays) {
    CRC32C sum = new CRC32C();
    arrays.forEach(array -> sum.update(array.toByteBuffer(true).duplicate()));
    return Long.toHexString(sum.getValue());
  }
}
