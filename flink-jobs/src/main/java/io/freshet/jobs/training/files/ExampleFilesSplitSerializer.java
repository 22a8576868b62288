/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.types.Fields;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordKind;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Splits, and the splits that wait for a reader. */
final class ExampleFilesSplitSerializer implements SimpleVersionedSerializer<ExampleFilesSplit> {

  private static final int VERSION = 3;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ExampleFilesSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    write(split, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public ExampleFilesSplit deserialize(int version, byte[] bytes) throws IOException {
    check(version);
    return read(new DataInputDeserializer(bytes));
  }

  /** The splits that no reader has. */
  static SimpleVersionedSerializer<Collection<ExampleFilesSplit>> collections() {
    return new SimpleVersionedSerializer<>() {
      @Override
      public int getVersion() {
        return VERSION;
      }

      @Override
      public byte[] serialize(Collection<ExampleFilesSplit> splits) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        Fields.writeList(List.copyOf(splits), ExampleFilesSplitSerializer::write, out);
        return out.getCopyOfBuffer();
      }

      @Override
      public Collection<ExampleFilesSplit> deserialize(int version, byte[] bytes)
          throws IOException {
        check(version);
        return Fields.readList(ExampleFilesSplitSerializer::read, new DataInputDeserializer(bytes));
      }
    };
  }

  private static void write(
      ExampleFilesSplit split, org.apache.flink.core.memory.DataOutputView out) throws IOException {
    Fields.writeList(split.files(), Fields::writeText, out);
    Fields.writeText(split.reading().kind().name(), out);
    Fields.writeList(split.reading().pairs(), Fields::writeText, out);
    Fields.writeText(split.reading().split(), out);
    Fields.writeText(split.reading().task(), out);
    out.writeInt(split.position().file());
    out.writeLong(split.position().row());
  }

  private static ExampleFilesSplit read(org.apache.flink.core.memory.DataInputView in)
      throws IOException {
    return new ExampleFilesSplit(
        Fields.readList(Fields::readText, in),
        reading(in),
        new RowPosition(in.readInt(), in.readLong()));
  }

  private static Reading reading(org.apache.flink.core.memory.DataInputView in) throws IOException {
    RecordKind kind = RecordKind.valueOf(Fields.readText(in));
    return new Reading(
        kind,
        Reading.columns(kind, Fields.readList(Fields::readText, in)),
        Fields.readText(in),
        Fields.readText(in));
  }

  private static void check(int version) throws IOException {
    if (version != VERSION) {
      throw new IOException("splits of version " + version + " cannot be read");
    }
  }
}
