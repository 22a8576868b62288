/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import io.freshet.connectors.types.StepManifestCodec;
import io.freshet.jobs.training.TrainerInput;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link TrainerInput}. */
public enum TrainerInputCodec implements Codec<TrainerInput> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(TrainerInput value, DataOutputView out) throws IOException {
    if (value instanceof TrainerInput.Step step) {
      out.writeBoolean(true);
      out.writeLong(step.step().index());
      Fields.writeList(step.step().subBatches(), TrainerInputCodec::writeSubBatch, out);
      Fields.writeList(step.shares(), TrainerInputCodec::writeShare, out);
      Fields.writeList(step.parts(), StepManifestCodec::writePart, out);
    } else if (value instanceof TrainerInput.Tasks tasks) {
      out.writeBoolean(false);
      TaskChangesCodec.INSTANCE.write(tasks.changes(), out);
    }
  }

  @Override
  public TrainerInput read(DataInputView in) throws IOException {
    if (in.readBoolean()) {
      return new TrainerInput.Step(
          new TrainingStep(in.readLong(), Fields.readList(TrainerInputCodec::readSubBatch, in)),
          Fields.readList(TrainerInputCodec::readShare, in),
          Fields.readList(StepManifestCodec::readPart, in));
    }
    return new TrainerInput.Tasks(TaskChangesCodec.INSTANCE.read(in));
  }

  @Override
  public Class<TrainerInput> type() {
    return TrainerInput.class;
  }

  @Override
  public int version() {
    return 5;
  }

  private static void writeSubBatch(SubBatch batch, DataOutputView out) throws IOException {
    Fields.writeText(batch.task(), out);
    Fields.writeList(batch.losses(), Fields::writeText, out);
    Fields.writeList(batch.rows(), TrainerInputCodec::writeRow, out);
  }

  private static SubBatch readSubBatch(DataInputView in) throws IOException {
    return new SubBatch(
        Fields.readText(in),
        Fields.readList(Fields::readText, in),
        Fields.readList(TrainerInputCodec::readRow, in));
  }

  private static void writeRow(TrainingRow row, DataOutputView out) throws IOException {
    Fields.writeText(row.exampleId(), out);
    Fields.writeText(row.query(), out);
    Fields.writeText(row.queryPrompt(), out);
    Fields.writeText(row.positive(), out);
    Fields.writeList(row.negatives(), Fields::writeText, out);
    out.writeDouble(row.score());
    Fields.writeList(row.negativeScores(), Fields::writeDouble, out);
    Fields.writeList(row.otherPositives(), Fields::writeText, out);
    Fields.writeText(row.label(), out);
    out.writeDouble(row.weight());
    out.writeBoolean(row.fresh());
  }

  private static TrainingRow readRow(DataInputView in) throws IOException {
    return new TrainingRow(
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readList(Fields::readText, in),
        in.readDouble(),
        Fields.readList(Fields::readDouble, in),
        Fields.readList(Fields::readText, in),
        Fields.readText(in),
        in.readDouble(),
        in.readBoolean());
  }

  private static void writeShare(TaskShare share, DataOutputView out) throws IOException {
    Fields.writeText(share.task(), out);
    out.writeLong(share.arrived());
    out.writeLong(share.dealt());
    out.writeLong(share.replayed());
    out.writeLong(share.buffered());
    out.writeDouble(share.expected());
  }

  private static TaskShare readShare(DataInputView in) throws IOException {
    return new TaskShare(
        Fields.readText(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readDouble());
  }
}
