/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link LiveFall}. */
public enum LiveFallCodec implements Codec<LiveFall> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(LiveFall fall, DataOutputView out) throws IOException {
    Fields.writeText(fall.version(), out);
    Fields.writeText(fall.reason(), out);
    out.writeLong(fall.at());
  }

  @Override
  public LiveFall read(DataInputView in) throws IOException {
    return new LiveFall(Fields.readText(in), Fields.readText(in), in.readLong());
  }

  @Override
  public Class<LiveFall> type() {
    return LiveFall.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
