/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Training messages: examples and controls. */
public enum TrainingMessageCodec implements Codec<TrainingMessage> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(TrainingMessage message, DataOutputView out) throws IOException {
    if (message instanceof TrainingExample example) {
      out.writeBoolean(true);
      TrainingExampleCodec.INSTANCE.write(example, out);
    } else if (message instanceof TaskControl control) {
      out.writeBoolean(false);
      writeControl(control, out);
    }
  }

  @Override
  public TrainingMessage read(DataInputView in) throws IOException {
    return in.readBoolean() ? TrainingExampleCodec.INSTANCE.read(in) : readControl(in);
  }

  /** Version 1 knew changes of settings only. */
  @Override
  public TrainingMessage read(DataInputView in, int writtenBy) throws IOException {
    if (writtenBy == 1) {
      return in.readBoolean()
          ? TrainingExampleCodec.INSTANCE.read(in)
          : TaskControl.set(Fields.readText(in), Fields.readMap(Fields::readText, in));
    }
    return Codec.super.read(in, writtenBy);
  }

  @Override
  public Class<TrainingMessage> type() {
    return TrainingMessage.class;
  }

  @Override
  public int version() {
    return 2;
  }

  /** Writes a control. */
  public static void writeControl(TaskControl control, DataOutputView out) throws IOException {
    Fields.writeText(control.task(), out);
    Fields.writeText(control.action().name(), out);
    Fields.writeMap(control.settings(), Fields::writeText, out);
  }

  /** Reads what {@link #writeControl} wrote. */
  public static TaskControl readControl(DataInputView in) throws IOException {
    return new TaskControl(
        Fields.readText(in),
        TaskControl.Action.valueOf(Fields.readText(in)),
        Fields.readMap(Fields::readText, in));
  }

  static void writeItem(TextItem item, DataOutputView out) throws IOException {
    Fields.writeText(item.id(), out);
    Fields.writeText(item.text(), out);
  }

  static TextItem readItem(DataInputView in) throws IOException {
    return new TextItem(Fields.readText(in), Fields.readText(in));
  }
}
