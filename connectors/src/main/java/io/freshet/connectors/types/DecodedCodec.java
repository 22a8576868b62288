/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Received;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What decoders yield, over the codec of the values. The version counts that of the values too.
 *
 * @param values the codec of accepted values
 */
public record DecodedCodec<T>(Codec<T> values) implements Codec<Decoded<T>> {

  @Override
  public void write(Decoded<T> decoded, DataOutputView out) throws IOException {
    if (decoded instanceof Decoded.Accepted<T> accepted) {
      out.writeBoolean(true);
      values.write(accepted.value(), out);
      Fields.writeBytes(accepted.received().key(), out);
      Fields.writeBytes(accepted.received().value(), out);
      OriginCodec.INSTANCE.write(accepted.received().origin(), out);
    } else if (decoded instanceof Decoded.Rejected<T> rejected) {
      out.writeBoolean(false);
      DeadLetterCodec.INSTANCE.write(rejected.letter(), out);
    }
  }

  @Override
  public Decoded<T> read(DataInputView in) throws IOException {
    return read(in, version());
  }

  @Override
  public Decoded<T> read(DataInputView in, int writtenBy) throws IOException {
    if (in.readBoolean()) {
      T value = values.read(in, writtenBy);
      return new Decoded.Accepted<>(
          value,
          new Received(Fields.readBytes(in), Fields.readBytes(in), OriginCodec.INSTANCE.read(in)));
    }
    return new Decoded.Rejected<>(DeadLetterCodec.INSTANCE.read(in));
  }

  @Override
  @SuppressWarnings("unchecked") // the class of a generic type has no other name
  public Class<Decoded<T>> type() {
    return (Class<Decoded<T>>) (Class<?>) Decoded.class;
  }

  @Override
  public int version() {
    return values.version();
  }
}
