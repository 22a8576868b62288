/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import io.freshet.connectors.types.Codec;
import io.freshet.evaluation.drift.PageHinkley;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link Watched}. */
enum WatchedCodec implements Codec<Watched> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Watched watched, DataOutputView out) throws IOException {
    PageHinkley test = watched.test();
    out.writeDouble(test.delta());
    out.writeDouble(test.lambda());
    out.writeLong(test.count());
    out.writeDouble(test.mean());
    out.writeDouble(test.sum());
    out.writeDouble(test.highest());
    out.writeDouble(test.before());
    out.writeLong(test.since());
    out.writeLong(test.countSince());
    out.writeDouble(test.sumSince());
    out.writeLong(watched.end());
  }

  @Override
  public Watched read(DataInputView in) throws IOException {
    PageHinkley test =
        new PageHinkley(
            in.readDouble(),
            in.readDouble(),
            in.readLong(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readLong(),
            in.readLong(),
            in.readDouble());
    return new Watched(test, in.readLong());
  }

  @Override
  public Class<Watched> type() {
    return Watched.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
