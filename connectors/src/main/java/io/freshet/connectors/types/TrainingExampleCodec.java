/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.TrainingExample;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Training examples. */
public enum TrainingExampleCodec implements Codec<TrainingExample> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(TrainingExample example, DataOutputView out) throws IOException {
    Fields.writeText(example.id(), out);
    Fields.writeText(example.task(), out);
    Fields.writeText(example.query(), out);
    Fields.writeList(example.positives(), TrainingMessageCodec::writeItem, out);
    Fields.writeList(example.negatives(), TrainingMessageCodec::writeItem, out);
    Fields.writeList(example.positiveScores(), Fields::writeDouble, out);
    Fields.writeList(example.negativeScores(), Fields::writeDouble, out);
    Fields.writeText(example.label(), out);
    Fields.writeText(example.prompt(), out);
    Fields.writeText(example.type(), out);
    out.writeDouble(example.weight());
    out.writeLong(example.timestamp());
  }

  @Override
  public TrainingExample read(DataInputView in) throws IOException {
    return new TrainingExample(
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readList(TrainingMessageCodec::readItem, in),
        Fields.readList(TrainingMessageCodec::readItem, in),
        Fields.readList(Fields::readDouble, in),
        Fields.readList(Fields::readDouble, in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        in.readDouble(),
        in.readLong());
  }

  @Override
  public Class<TrainingExample> type() {
    return TrainingExample.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
