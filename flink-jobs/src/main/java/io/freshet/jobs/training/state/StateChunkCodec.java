/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.Codec;
import io.freshet.model.training.state.StateChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Pieces of a trainer's state, off the heap on both sides. Being immutable they are not copied
 * while the task waits.
 */
public enum StateChunkCodec implements Codec<StateChunk> {
  /** The codec. */
  INSTANCE;

  private static final int PIECE = 1 << 16;

  @Override
  public void write(StateChunk value, DataOutputView out) throws IOException {
    ByteBuffer bytes = value.bytes().duplicate();
    out.writeInt(value.index());
    out.writeInt(value.count());
    out.writeInt(bytes.remaining());
    byte[] piece = new byte[Math.min(PIECE, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int length = Math.min(piece.length, bytes.remaining());
      bytes.get(piece, 0, length);
      out.write(piece, 0, length);
    }
  }

  @Override
  public StateChunk read(DataInputView in) throws IOException {
    int index = in.readInt();
    int count = in.readInt();
    ByteBuffer bytes = ByteBuffer.allocateDirect(in.readInt());
    byte[] piece = new byte[Math.min(PIECE, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int length = Math.min(piece.length, bytes.remaining());
      in.readFully(piece, 0, length);
      bytes.put(piece, 0, length);
    }
    return new StateChunk(index, count, bytes.flip().asReadOnlyBuffer());
  }

  @Override
  public Class<StateChunk> type() {
    return StateChunk.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
