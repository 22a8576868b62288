/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link FallRun}. */
enum FallRunCodec implements Codec<FallRun> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(FallRun run, DataOutputView out) throws IOException {
    Fields.writeText(run.generation(), out);
    out.writeInt(run.windows());
    out.writeLong(run.since());
    out.writeLong(run.end());
    out.writeBoolean(run.told());
  }

  @Override
  public FallRun read(DataInputView in) throws IOException {
    return new FallRun(
        Fields.readText(in), in.readInt(), in.readLong(), in.readLong(), in.readBoolean());
  }

  @Override
  public Class<FallRun> type() {
    return FallRun.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
