/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import io.freshet.jobs.training.sampling.DecayedCount;
import io.freshet.jobs.training.sampling.SamplerState;
import io.freshet.jobs.training.sampling.TaskCounters;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The sampler's counters. */
public enum SamplerStateCodec implements Codec<SamplerState> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(SamplerState value, DataOutputView out) throws IOException {
    out.writeLong(value.steps());
    out.writeLong(value.draws());
    out.writeLong(value.arrivals());
    out.writeDouble(value.credit());
    out.writeLong(value.newest());
    out.writeLong(value.drainedAt());
    Fields.writeMap(value.tasks(), SamplerStateCodec::writeCounters, out);
  }

  @Override
  public SamplerState read(DataInputView in) throws IOException {
    return new SamplerState(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        Fields.readMap(SamplerStateCodec::readCounters, in));
  }

  /**
   * Version 1 had neither the newest timestamp nor what is counted for the balance of replay; up to
   * version 2 settings changed by control records stood here.
   */
  @Override
  public SamplerState read(DataInputView in, int writtenBy) throws IOException {
    SamplerState state =
        switch (writtenBy) {
          case 1 ->
              new SamplerState(
                  in.readLong(),
                  in.readLong(),
                  in.readLong(),
                  in.readDouble(),
                  0,
                  in.readLong(),
                  Fields.readMap(SamplerStateCodec::readFirstCounters, in));
          case 2 -> read(in);
          default -> Codec.super.read(in, writtenBy);
        };
    if (writtenBy <= 2) {
      Map<String, Map<String, String>> controls =
          Fields.readMap(view -> Fields.readMap(Fields::readText, view), in);
      if (!controls.isEmpty()) {
        throw new IOException(
            "this state was written by an earlier build of Freshet, which kept control records where they are not found any more; set these in the configuration and start without the state: "
                + controls);
      }
    }
    return state;
  }

  @Override
  public Class<SamplerState> type() {
    return SamplerState.class;
  }

  @Override
  public int version() {
    return 3;
  }

  private static void writeCounters(TaskCounters value, DataOutputView out) throws IOException {
    out.writeLong(value.arrived());
    writeCount(value.history(), out);
    writeCount(value.recent(), out);
    out.writeLong(value.head());
    out.writeLong(value.tail());
    out.writeLong(value.past());
    out.writeInt(value.kept());
    out.writeDouble(value.owed());
    out.writeLong(value.dealt());
    out.writeLong(value.replayed());
    out.writeLong(value.overflowed());
    out.writeLong(value.unfilled());
    out.writeLong(value.blockedUntil());
  }

  private static TaskCounters readCounters(DataInputView in) throws IOException {
    return new TaskCounters(
        in.readLong(),
        readCount(in),
        readCount(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static TaskCounters readFirstCounters(DataInputView in) throws IOException {
    return new TaskCounters(
        in.readLong(),
        readCount(in),
        DecayedCount.NONE,
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        0,
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static void writeCount(DecayedCount count, DataOutputView out) throws IOException {
    out.writeDouble(count.value());
    out.writeLong(count.at());
  }

  private static DecayedCount readCount(DataInputView in) throws IOException {
    return new DecayedCount(in.readDouble(), in.readLong());
  }
}
