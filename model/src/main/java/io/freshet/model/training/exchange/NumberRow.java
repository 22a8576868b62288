/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Numbers in several pieces, as one row. Not thread-safe. */
final class NumberRow {
  private final List<FloatBuffer> pieces;
  private final long length;

  NumberRow(List<FloatBuffer> pieces) {
    this.pieces = List.copyOf(pieces);
    this.length = pieces.stream().mapToLong(FloatBuffer::remaining).sum();
  }

  /** How many numbers there are. */
  long length() {
    return length;
  }

  private interface Run {
    void over(FloatBuffer part, FloatBuffer other);
  }

  /** Copies numbers from a place on, fewer where the row ends. */
  ByteBuffer copy(long from, int most) {
    int count = (int) Math.max(0, Math.min(most, length - from));
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.nativeOrder());
    walk(from, bytes.asFloatBuffer(), (part, other) -> other.put(part));
    return bytes;
  }

  /** Writes numbers from a place on. */
  void put(long from, ByteBuffer bytes) {
    FloatBuffer numbers = bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    if (from + numbers.remaining() > length && numbers.hasRemaining()) {
      throw new ExchangeException(
          "a trainer sent %d numbers for %d: they do not train the same model"
              .formatted(numbers.remaining(), length - from));
    }
    walk(from, numbers, (part, other) -> part.put(other));
  }

  /** Goes over the row from a place on, as far as the other numbers reach. */
  private void walk(long from, FloatBuffer other, Run run) {
    long begin = 0;
    for (FloatBuffer piece : pieces) {
      long end = begin + piece.remaining();
      long at = from + other.position();
      if (other.hasRemaining() && at >= begin && at < end) {
        int offset = (int) (at - begin);
        int some = Math.min(piece.remaining() - offset, other.remaining());
        FloatBuffer part = piece.slice(piece.position() + offset, some);
        FloatBuffer others = other.slice(other.position(), some);
        run.over(part, others);
        other.position(other.position() + some);
      }
      begin = end;
    }
  }
}
