/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import com.google.protobuf.CodedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads messages {@code TensorProto}. Data in one piece stays where it is, a slice of what is read;
 * numbers that were written one by one are gathered.
 */
final class OnnxTensorReader {
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private static final int SIZE = 1 << 3 | VARINT;
  private static final int PACKED_SIZES = 1 << 3 | BYTES;
  private static final int TYPE = 2 << 3 | VARINT;
  private static final int FLOAT = 4 << 3 | FIXED32;
  private static final int PACKED_FLOATS = 4 << 3 | BYTES;
  private static final int INT32 = 5 << 3 | VARINT;
  private static final int PACKED_INT32S = 5 << 3 | BYTES;
  private static final int INT64 = 7 << 3 | VARINT;
  private static final int PACKED_INT64S = 7 << 3 | BYTES;
  private static final int NAME = 8 << 3 | BYTES;
  private static final int RAW = 9 << 3 | BYTES;
  private static final int PLACE = 14 << 3 | VARINT;

  private static final int EXTERNAL = 1;

  private final CodedInputStream in;

  /** Reads from a stream that hands out slices, not copies, where it can. */
  OnnxTensorReader(CodedInputStream in) {
    this.in = in;
  }

  /** Reads a message, its length first. */
  OnnxTensor read() throws IOException {
    int outer = Messages.begin(in);
    String name = "";
    OnnxType type = OnnxType.OTHER;
    boolean external = false;
    List<Long> sizes = new ArrayList<>();
    ByteBuffer data = ByteBuffer.allocate(0);
    ByteArrayOutputStream floats = new ByteArrayOutputStream();
    List<Long> wholes = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case NAME -> name = in.readString();
        case TYPE -> type = OnnxType.of(in.readInt32());
        case PLACE -> external = in.readInt32() == EXTERNAL;
        case SIZE -> sizes.add(in.readInt64());
        case PACKED_SIZES -> Messages.packed(in, sizes);
        // Packed floats have the bytes that raw data has.
        case RAW, PACKED_FLOATS -> data = in.readByteBuffer();
        case FLOAT -> floats.write(in.readRawBytes(Float.BYTES));
        case INT32, INT64 -> wholes.add(in.readInt64());
        case PACKED_INT32S, PACKED_INT64S -> Messages.packed(in, wholes);
        default -> in.skipField(tag);
      }
    }
    Messages.end(in, outer);
    if (floats.size() > 0) {
      data = ByteBuffer.wrap(floats.toByteArray());
    } else if (!wholes.isEmpty()) {
      data = bytes(wholes, type);
    }
    return new OnnxTensor(name, type, sizes, data, external);
  }

  /** The bytes of whole numbers, of a width that ONNX keeps in those fields. */
  private static ByteBuffer bytes(List<Long> wholes, OnnxType type) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(wholes.size(), type.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long value : wholes) {
      switch (type) {
        case INT64 -> bytes.putLong(value);
        case INT32 -> bytes.putInt((int) value);
        case FLOAT16, BFLOAT16 -> bytes.putShort((short) value);
        case UINT8, INT8, BOOL -> bytes.put((byte) value);
        case FLOAT, DOUBLE, OTHER -> {
          // no whole numbers
        }
      }
    }
    return bytes.flip();
  }
}
