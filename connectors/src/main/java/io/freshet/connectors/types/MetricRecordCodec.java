/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.Alarm;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.connectors.records.MetricRecord.Value;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Metric records: live windows, alarms and the progress of training. */
public enum MetricRecordCodec implements Codec<MetricRecord> {
  /** The codec. */
  INSTANCE;

  private static final int PROGRESS = 0;
  private static final int WINDOW = 1;
  private static final int ALARM = 2;

  @Override
  public void write(MetricRecord metric, DataOutputView out) throws IOException {
    if (metric instanceof LiveWindow window) {
      out.writeByte(WINDOW);
      writeWindow(window, out);
    } else if (metric instanceof TrainingProgress progress) {
      out.writeByte(PROGRESS);
      writeProgress(progress, out);
    } else if (metric instanceof Alarm alarm) {
      out.writeByte(ALARM);
      writeAlarm(alarm, out);
    }
  }

  @Override
  public MetricRecord read(DataInputView in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case WINDOW -> readWindow(in);
      case PROGRESS -> readProgress(in);
      case ALARM -> readAlarm(in);
      default -> throw new IOException("no kind of metric record: " + kind);
    };
  }

  private static void writeWindow(LiveWindow window, DataOutputView out) throws IOException {
    Fields.writeText(window.task(), out);
    out.writeLong(window.windowStart());
    out.writeLong(window.windowEnd());
    Fields.writeText(window.generation(), out);
    Fields.writeText(window.version(), out);
    out.writeLong(window.queries());
    out.writeLong(window.compared());
    Fields.writeMap(window.values(), MetricRecordCodec::writeValue, out);
    Fields.writeText(window.diagnosis(), out);
  }

  private static LiveWindow readWindow(DataInputView in) throws IOException {
    return new LiveWindow(
        Fields.readText(in),
        in.readLong(),
        in.readLong(),
        Fields.readText(in),
        Fields.readText(in),
        in.readLong(),
        in.readLong(),
        Fields.readMap(MetricRecordCodec::readValue, in),
        Fields.readText(in));
  }

  private static void writeAlarm(Alarm alarm, DataOutputView out) throws IOException {
    Fields.writeText(alarm.task(), out);
    Fields.writeText(alarm.generation(), out);
    Fields.writeText(alarm.version(), out);
    Fields.writeText(alarm.metric(), out);
    Fields.writeText(alarm.detector(), out);
    out.writeDouble(alarm.before());
    out.writeDouble(alarm.after());
    Fields.writeText(alarm.diagnosis(), out);
    out.writeLong(alarm.since());
    out.writeLong(alarm.raisedAt());
  }

  private static Alarm readAlarm(DataInputView in) throws IOException {
    return new Alarm(
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        in.readDouble(),
        in.readDouble(),
        Fields.readText(in),
        in.readLong(),
        in.readLong());
  }

  private static void writeValue(Value value, DataOutputView out) throws IOException {
    out.writeDouble(value.value());
    out.writeDouble(value.numerator());
    out.writeLong(value.denominator());
    out.writeDouble(value.low());
    out.writeDouble(value.high());
  }

  private static Value readValue(DataInputView in) throws IOException {
    return new Value(
        in.readDouble(), in.readDouble(), in.readLong(), in.readDouble(), in.readDouble());
  }

  private static void writeProgress(TrainingProgress progress, DataOutputView out)
      throws IOException {
    out.writeLong(progress.timestamp());
    out.writeLong(progress.step());
    out.writeLong(progress.pairs());
    out.writeDouble(progress.learningRate());
    Fields.writeMap(progress.tasks(), MetricRecordCodec::writeTask, out);
  }

  private static TrainingProgress readProgress(DataInputView in) throws IOException {
    return new TrainingProgress(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        Fields.readMap(MetricRecordCodec::readTask, in));
  }

  private static void writeTask(TaskProgress task, DataOutputView out) throws IOException {
    out.writeLong(task.arrived());
    out.writeLong(task.dealt());
    out.writeLong(task.buffered());
    out.writeDouble(task.expectedShare());
    out.writeDouble(task.actualShare());
    out.writeDouble(task.loss());
    Fields.writeMap(task.losses(), Fields::writeDouble, out);
    Fields.writeMap(task.inBatch(), Fields::writeDouble, out);
  }

  private static TaskProgress readTask(DataInputView in) throws IOException {
    return new TaskProgress(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        Fields.readMap(Fields::readDouble, in),
        Fields.readMap(Fields::readDouble, in));
  }

  @Override
  public Class<MetricRecord> type() {
    return MetricRecord.class;
  }

  @Override
  public int version() {
    return 4;
  }
}
