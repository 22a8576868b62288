/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.List;

/** Messages of protocol buffers within others: each says its length first. Stateless. */
final class Messages {
  private Messages() {}

  /** Enters a message; returns where the one around it ends. */
  static int begin(CodedInputStream in) throws IOException {
    return in.pushLimit(in.readRawVarint32());
  }

  /**
   * Leaves a message that was read to its end.
   *
   * @param outer what {@link #begin} returned
   * @throws InvalidProtocolBufferException where the file ended before it
   */
  static void end(CodedInputStream in, int outer) throws IOException {
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("the file ends within a message");
    }
    in.popLimit(outer);
  }

  /** Adds whole numbers that stand together. */
  static void packed(CodedInputStream in, List<Long> values) throws IOException {
    int outer = begin(in);
    while (in.getBytesUntilLimit() > 0) {
      values.add(in.readInt64());
    }
    end(in, outer);
  }
}
