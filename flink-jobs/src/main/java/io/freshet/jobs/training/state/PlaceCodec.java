/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Places in the sampler's buffers. */
public enum PlaceCodec implements Codec<Place> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Place value, DataOutputView out) throws IOException {
    Fields.writeText(value.task(), out);
    out.writeLong(value.number());
  }

  @Override
  public Place read(DataInputView in) throws IOException {
    return new Place(Fields.readText(in), in.readLong());
  }

  @Override
  public Class<Place> type() {
    return Place.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
