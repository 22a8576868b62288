/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.GenerationRecord;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Observed states of generations. */
public enum GenerationRecordCodec implements Codec<GenerationRecord> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(GenerationRecord generation, DataOutputView out) throws IOException {
    Fields.writeText(generation.index(), out);
    out.writeInt(generation.number());
    out.writeLong(generation.versionStep());
    Fields.writeText(generation.versionDigest(), out);
    Fields.writeText(generation.state(), out);
    out.writeDouble(generation.progress());
    out.writeLong(generation.documents());
    out.writeLong(generation.changedAt());
  }

  @Override
  public GenerationRecord read(DataInputView in) throws IOException {
    return new GenerationRecord(
        Fields.readText(in),
        in.readInt(),
        in.readLong(),
        Fields.readText(in),
        Fields.readText(in),
        in.readDouble(),
        in.readLong(),
        in.readLong());
  }

  @Override
  public Class<GenerationRecord> type() {
    return GenerationRecord.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
