/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.StepManifestCodec;
import io.freshet.connectors.types.TrainingExampleCodec;
import io.freshet.jobs.training.sampling.StoredExample;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Examples in the sampler's buffers. */
public enum StoredExampleCodec implements Codec<StoredExample> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(StoredExample value, DataOutputView out) throws IOException {
    out.writeInt(value.uses());
    out.writeLong(value.arrival());
    StepManifestCodec.writeCoordinates(value.at(), out);
    TrainingExampleCodec.INSTANCE.write(value.example(), out);
  }

  @Override
  public StoredExample read(DataInputView in) throws IOException {
    int uses = in.readInt();
    long arrival = in.readLong();
    Coordinates at = StepManifestCodec.readCoordinates(in);
    return new StoredExample(TrainingExampleCodec.INSTANCE.read(in), uses, arrival, at);
  }

  /**
   * Version 1 knew whether an example was used, not how often, and not when it came; version 2 did
   * not know where its record stands.
   */
  @Override
  public StoredExample read(DataInputView in, int writtenBy) throws IOException {
    if (writtenBy == 1) {
      boolean dealt = in.readBoolean();
      return new StoredExample(
          TrainingExampleCodec.INSTANCE.read(in), dealt ? 1 : 0, 0, Coordinates.UNKNOWN);
    }
    if (writtenBy == 2) {
      int uses = in.readInt();
      long arrival = in.readLong();
      return new StoredExample(
          TrainingExampleCodec.INSTANCE.read(in), uses, arrival, Coordinates.UNKNOWN);
    }
    return Codec.super.read(in, writtenBy);
  }

  @Override
  public Class<StoredExample> type() {
    return StoredExample.class;
  }

  @Override
  public int version() {
    return 3;
  }
}
