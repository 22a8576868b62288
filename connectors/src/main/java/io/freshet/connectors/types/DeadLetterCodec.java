/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.DeadLetter;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Dead letters. */
public enum DeadLetterCodec implements Codec<DeadLetter> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(DeadLetter letter, DataOutputView out) throws IOException {
    Fields.writeBytes(letter.key(), out);
    Fields.writeBytes(letter.value(), out);
    OriginCodec.INSTANCE.write(letter.origin(), out);
    Fields.writeText(letter.stage(), out);
    Fields.writeText(letter.reason(), out);
    Fields.writeText(letter.error(), out);
  }

  @Override
  public DeadLetter read(DataInputView in) throws IOException {
    return new DeadLetter(
        Fields.readBytes(in),
        Fields.readBytes(in),
        OriginCodec.INSTANCE.read(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in));
  }

  @Override
  public Class<DeadLetter> type() {
    return DeadLetter.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
