/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import io.freshet.model.tensors.HostTensor;
import java.util.Arrays;

/** A weight plus a low-rank product. */
final class LowRankSum {
  private LowRankSum() {}

  /**
   * W + scale up down.
   *
   * @param layer for the message
   * @param weight [out, in]
   * @param down [rank, in]
   * @param up [out, rank]
   */
  static HostTensor of(
      String layer, HostTensor weight, HostTensor down, HostTensor up, double scale) {
    long[] shape = weight.shape();
    if (shape.length != 2
        || !Arrays.equals(down.shape(), new long[] {down.shape()[0], shape[1]})
        || !Arrays.equals(up.shape(), new long[] {shape[0], down.shape()[0]})) {
      throw new IllegalArgumentException(
          "the adapter of %s, %s by %s, does not fit a weight of %s"
              .formatted(
                  layer,
                  Arrays.toString(up.shape()),
                  Arrays.toString(down.shape()),
                  Arrays.toString(shape)));
    }
    int out = (int) shape[0];
    int in = (int) shape[1];
    int rank = (int) down.shape()[0];
    float[] sum = weight.toFloats();
    float[] a = down.toFloats();
    float[] b = up.toFloats();
    float[] row = new float[in];
    for (int o = 0; o < out; o++) {
      Arrays.fill(row, 0);
      for (int r = 0; r < rank; r++) {
        float factor = b[o * rank + r];
        for (int i = 0; i < in; i++) {
          row[i] += factor * a[r * in + i];
        }
      }
      for (int i = 0; i < in; i++) {
        sum[o * in + i] += (float) scale * row[i];
      }
    }
    return HostTensor.ofFloats(shape, sum);
  }

  /**
   * A matrix whose rows have other lengths and the same directions.
   *
   * @param matrix [out, in]
   * @param lengths [out]
   */
  static HostTensor lengthened(HostTensor matrix, HostTensor lengths) {
    float[] values = matrix.toFloats();
    float[] wanted = lengths.toFloats();
    int in = values.length / wanted.length;
    for (int o = 0; o < wanted.length; o++) {
      double squares = 0;
      for (int i = 0; i < in; i++) {
        squares += (double) values[o * in + i] * values[o * in + i];
      }
      double factor = wanted[o] / Math.sqrt(squares);
      for (int i = 0; i < in; i++) {
        values[o * in + i] = (float) (factor * values[o * in + i]);
      }
    }
    return HostTensor.ofFloats(matrix.shape(), values);
  }
}
