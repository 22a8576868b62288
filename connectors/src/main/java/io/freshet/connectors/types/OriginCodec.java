/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.Origin;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Origins of records. */
public enum OriginCodec implements Codec<Origin> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Origin origin, DataOutputView out) throws IOException {
    Fields.writeText(origin.topic(), out);
    out.writeInt(origin.partition());
    out.writeLong(origin.offset());
    out.writeLong(origin.timestamp());
  }

  @Override
  public Origin read(DataInputView in) throws IOException {
    return new Origin(Fields.readText(in), in.readInt(), in.readLong(), in.readLong());
  }

  @Override
  public Class<Origin> type() {
    return Origin.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
