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
      Fields.writeText(control.task(), out);
      Fields.writeMap(control.settings(), Fields::writeText, out);
    }
  }

  @Override
  public TrainingMessage read(DataInputView in) throws IOException {
    return in.readBoolean()
        ? TrainingExampleCodec.INSTANCE.read(in)
        : new TaskControl(Fields.readText(in), Fields.readMap(Fields::readText, in));
  }

  @Override
  public Class<TrainingMessage> type() {
    return TrainingMessage.class;
  }

  @Override
  public int version() {
    return 1;
  }

  static void writeItem(TextItem item, DataOutputView out) throws IOException {
    Fields.writeText(item.id(), out);
    Fields.writeText(item.text(), out);
  }

  static TextItem readItem(DataInputView in) throws IOException {
    return new TextItem(Fields.readText(in), Fields.readText(in));
  }
}
