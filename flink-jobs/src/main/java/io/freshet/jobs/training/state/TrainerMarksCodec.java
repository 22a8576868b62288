/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import io.freshet.jobs.training.TaskSums;
import io.freshet.jobs.training.TrainerMarks;
import io.freshet.jobs.training.versions.VersionFacts;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What a trainer's checkpoint holds besides its weights. */
public enum TrainerMarksCodec implements Codec<TrainerMarks> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(TrainerMarks value, DataOutputView out) throws IOException {
    out.writeLong(value.pairs());
    Fields.writeMap(value.sums(), TrainerMarksCodec::writeSums, out);
    out.writeLong(value.versionStep());
    Fields.writeText(value.versionName(), out);
    out.writeBoolean(value.versionHere());
    writeFacts(value.facts(), out);
  }

  @Override
  public TrainerMarks read(DataInputView in) throws IOException {
    return new TrainerMarks(
        in.readLong(),
        Fields.readMap(TrainerMarksCodec::readSums, in),
        in.readLong(),
        Fields.readText(in),
        in.readBoolean(),
        readFacts(in));
  }

  /**
   * Version 2 knew nothing of what the weights were trained on; up to version 3 settings changed by
   * control records stood at the end, as in the sampler's state.
   */
  @Override
  public TrainerMarks read(DataInputView in, int writtenBy) throws IOException {
    TrainerMarks marks =
        switch (writtenBy) {
          case 2 ->
              new TrainerMarks(
                  in.readLong(),
                  Fields.readMap(TrainerMarksCodec::readSums, in),
                  in.readLong(),
                  Fields.readText(in),
                  in.readBoolean(),
                  VersionFacts.NONE);
          case 3 -> read(in);
          default -> Codec.super.read(in, writtenBy);
        };
    if (writtenBy <= 3) {
      Fields.readMap(view -> Fields.readMap(Fields::readText, view), in);
    }
    return marks;
  }

  @Override
  public Class<TrainerMarks> type() {
    return TrainerMarks.class;
  }

  @Override
  public int version() {
    return 4;
  }

  private static void writeFacts(VersionFacts value, DataOutputView out) throws IOException {
    Fields.writeMap(value.losses(), (loss, view) -> view.writeDouble(loss), out);
    Fields.writeMap(value.examples(), (count, view) -> view.writeLong(count), out);
    Fields.writeMap(value.rows(), (count, view) -> view.writeLong(count), out);
  }

  private static VersionFacts readFacts(DataInputView in) throws IOException {
    return new VersionFacts(
        Fields.readMap(DataInputView::readDouble, in),
        Fields.readMap(DataInputView::readLong, in),
        Fields.readMap(DataInputView::readLong, in));
  }

  private static void writeSums(TaskSums value, DataOutputView out) throws IOException {
    writeSum(value.loss(), out);
    Fields.writeMap(value.terms(), TrainerMarksCodec::writeSum, out);
    out.writeLong(value.rows());
    out.writeLong(value.ranked());
    out.writeDouble(value.reciprocalRankSum());
    out.writeLong(value.firstCount());
    out.writeLong(value.candidateSum());
  }

  private static void writeSum(TaskSums.Sum value, DataOutputView out) throws IOException {
    out.writeDouble(value.sum());
    out.writeLong(value.count());
  }

  private static TaskSums.Sum readSum(DataInputView in) throws IOException {
    return new TaskSums.Sum(in.readDouble(), in.readLong());
  }

  private static TaskSums readSums(DataInputView in) throws IOException {
    return new TaskSums(
        readSum(in),
        Fields.readMap(TrainerMarksCodec::readSum, in),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readLong(),
        in.readLong());
  }
}
