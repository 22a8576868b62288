/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.TextRole;
import io.freshet.model.training.exchange.Exchange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Embeddings that training does not change, of which each of several trainers makes its share. All
 * of them ask for the same texts in the same order.
 *
 * @param own makes those of this trainer's share
 */
record SharedEmbeddings(FrozenEmbeddings own, Exchange exchange) implements FrozenEmbeddings {

  @Override
  public float[][] embed(List<String> texts, TextRole role, int maxLength) {
    if (exchange.isAlone()) {
      return own.embed(texts, role, maxLength);
    }
    int from = exchange.index() * texts.size() / exchange.count();
    int to = (exchange.index() + 1) * texts.size() / exchange.count();
    float[][] mine =
        from == to ? new float[0][] : own.embed(texts.subList(from, to), role, maxLength);
    List<float[]> all = new ArrayList<>();
    List<ByteBuffer> given = exchange.gather(bytes(mine));
    for (int trainer = 0; trainer < given.size(); trainer++) {
      int rows =
          (trainer + 1) * texts.size() / exchange.count()
              - trainer * texts.size() / exchange.count();
      FloatBuffer numbers =
          given.get(trainer).duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
      int width = rows == 0 ? 0 : numbers.remaining() / rows;
      for (int row = 0; row < rows; row++) {
        float[] embedding = new float[width];
        numbers.get(embedding);
        all.add(embedding);
      }
    }
    return all.toArray(float[][]::new);
  }

  private static ByteBuffer bytes(float[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    ByteBuffer bytes = ByteBuffer.allocate(4 * rows.length * width).order(ByteOrder.nativeOrder());
    FloatBuffer numbers = bytes.asFloatBuffer();
    for (float[] row : rows) {
      numbers.put(row);
    }
    return bytes;
  }
}
