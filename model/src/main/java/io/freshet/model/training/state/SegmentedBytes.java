/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A row of bytes outside the heap, longer than one buffer may be. Written once, then read only. */
public final class SegmentedBytes {
  static final int SEGMENT = 8 << 20;

  private final List<ByteBuffer> segments;

  private SegmentedBytes(List<ByteBuffer> segments) {
    this.segments = segments;
  }

  /** Bytes that lie in buffers already, from position to limit of each; nothing is copied. */
  static SegmentedBytes over(List<ByteBuffer> buffers) {
    return new SegmentedBytes(
        buffers.stream().map(buffer -> buffer.slice().asReadOnlyBuffer()).toList());
  }

  /** The bytes in read-only slices of at most a length; nothing is copied. */
  List<ByteBuffer> slices(int maximum) {
    List<ByteBuffer> slices = new ArrayList<>();
    for (ByteBuffer segment : segments) {
      for (int from = 0; from < segment.remaining(); from += maximum) {
        slices.add(segment.slice(from, Math.min(maximum, segment.remaining() - from)));
      }
    }
    return slices;
  }

  Reader reader() {
    return new Reader(segments);
  }

  /** Reads from the beginning on. */
  public static final class Reader {
    private final List<ByteBuffer> rest = new ArrayList<>();
    private int current;

    private Reader(List<ByteBuffer> segments) {
      segments.forEach(segment -> rest.add(segment.duplicate()));
    }

    /** Copies the next bytes into a new direct buffer in the machine's byte order. */
    public ByteBuffer next(int length) {
      ByteBuffer result = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
      while (result.hasRemaining()) {
        if (current == rest.size()) {
          throw new IllegalArgumentException("the training state ends too early");
        }
        ByteBuffer from = rest.get(current);
        int some = Math.min(from.remaining(), result.remaining());
        result.put(from.slice(from.position(), some));
        from.position(from.position() + some);
        if (!from.hasRemaining()) {
          current++;
        }
      }
      return result.flip();
    }

    /** Skips bytes. */
    void skip(long length) {
      long left = length;
      while (left > 0) {
        if (current == rest.size()) {
          throw new IllegalArgumentException("the training state ends too early");
        }
        ByteBuffer from = rest.get(current);
        int some = (int) Math.min(from.remaining(), left);
        from.position(from.position() + some);
        left -= some;
        if (!from.hasRemaining()) {
          current++;
        }
      }
    }
  }

  /** Collects bytes whose number is known. */
  static final class Writer {
    private final List<ByteBuffer> segments = new ArrayList<>();
    private long toCome;

    Writer(long length) {
      this.toCome = length;
    }

    void put(ByteBuffer bytes) {
      ByteBuffer from = bytes.duplicate();
      while (from.hasRemaining()) {
        if (segments.isEmpty() || !last().hasRemaining()) {
          int size = (int) Math.min(SEGMENT, toCome);
          segments.add(ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN));
          toCome -= size;
        }
        int some = Math.min(from.remaining(), last().remaining());
        last().put(from.slice(from.position(), some));
        from.position(from.position() + some);
      }
    }

    SegmentedBytes done() {
      if (toCome != 0 || last().hasRemaining()) {
        throw new IllegalStateException("fewer bytes were written than announced");
      }
      segments.forEach(ByteBuffer::flip);
      return SegmentedBytes.over(segments);
    }

    private ByteBuffer last() {
      return segments.get(segments.size() - 1);
    }
  }
}
