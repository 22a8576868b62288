/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.ModelVersion;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Model versions: candidates and decisions. */
public enum ModelVersionCodec implements Codec<ModelVersion> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(ModelVersion version, DataOutputView out) throws IOException {
    out.writeLong(version.step());
    Fields.writeText(version.digest(), out);
    if (version instanceof ModelVersion.Candidate candidate) {
      out.writeBoolean(true);
      Fields.writeText(candidate.uri(), out);
      Fields.writeText(candidate.parent(), out);
      Fields.writeMap(candidate.metrics(), Fields::writeDouble, out);
      out.writeLong(candidate.createdAt());
    } else if (version instanceof ModelVersion.Decision decision) {
      out.writeBoolean(false);
      Fields.writeText(decision.uri(), out);
      Fields.writeText(decision.verdict().name(), out);
      Fields.writeText(decision.reason(), out);
      Fields.writeMap(decision.metrics(), Fields::writeDouble, out);
      out.writeLong(decision.decidedAt());
    }
  }

  @Override
  public ModelVersion read(DataInputView in) throws IOException {
    long step = in.readLong();
    String digest = Fields.readText(in);
    return in.readBoolean()
        ? new ModelVersion.Candidate(
            step,
            digest,
            Fields.readText(in),
            Fields.readText(in),
            Fields.readMap(Fields::readDouble, in),
            in.readLong())
        : new ModelVersion.Decision(
            step,
            digest,
            Fields.readText(in),
            ModelVersion.Verdict.valueOf(Fields.readText(in)),
            Fields.readText(in),
            Fields.readMap(Fields::readDouble, in),
            in.readLong());
  }

  @Override
  public Class<ModelVersion> type() {
    return ModelVersion.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
