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

/**
 * An exchange of arrays that lie on the trainers' devices.
 *
 * @param common of the device of the arrays
 */
public record ExchangedArrays(Exchange exchange, DevicePrograms common) {
  /** Bytes that are copied off the device at once, but for an array that is larger by itself. */
  private static final long BATCH = 64L << 20;

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
    long bytes = 0;
    for (int i = 0; i < arrays.size(); i++) {
      bytes += 4 * arrays.get(i).size();
      if (bytes >= BATCH || i == arrays.size() - 1) {
        sumAtOnce(scope, arrays.subNDList(from, i + 1));
        from = i + 1;
        bytes = 0;
      }
    }
  }

  private void sumAtOnce(NDManager scope, NDList arrays) {
    List<ByteBuffer> copies = arrays.stream().map(ExchangedArrays::copy).toList();
    exchange.sum(copies.stream().map(ByteBuffer::asFloatBuffer).toList());
    try (NDManager inner = scope.newSubManager()) {
      NDList sums = new NDList();
      for (int i = 0; i < arrays.size(); i++) {
        sums.add(inner.create(copies.get(i), arrays.get(i).getShape(), DataType.FLOAT32));
      }
      common.apply(inner, "overwrite", Argument.of(arrays), Argument.of(sums));
    }
  }

  /**
   * A copy of an array's numbers outside the heap.
   *
   * @param array float32
   */
  public static ByteBuffer copy(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    ByteBuffer copy = ByteBuffer.allocateDirect(bytes.remaining()).order(ByteOrder.nativeOrder());
    return copy.put(bytes.duplicate()).flip();
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
