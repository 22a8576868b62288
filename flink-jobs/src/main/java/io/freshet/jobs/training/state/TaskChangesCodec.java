/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import io.freshet.connectors.types.TrainingMessageCodec;
import io.freshet.jobs.training.tasks.TaskChanges;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What control records changed. */
public enum TaskChangesCodec implements Codec<TaskChanges> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(TaskChanges value, DataOutputView out) throws IOException {
    out.writeLong(value.revision());
    Fields.writeMap(value.byTask(), TrainingMessageCodec::writeControl, out);
  }

  @Override
  public TaskChanges read(DataInputView in) throws IOException {
    return new TaskChanges(in.readLong(), Fields.readMap(TrainingMessageCodec::readControl, in));
  }

  @Override
  public Class<TaskChanges> type() {
    return TaskChanges.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
