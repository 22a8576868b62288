/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.types.Fields;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Splits, and the splits that wait for a reader. */
final class JsonLinesSplitSerializer implements SimpleVersionedSerializer<JsonLinesSplit> {

  private static final int VERSION = 2;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(JsonLinesSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    write(split, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public JsonLinesSplit deserialize(int version, byte[] bytes) throws IOException {
    check(version);
    return read(new DataInputDeserializer(bytes));
  }

  /** The splits that no reader has. */
  static SimpleVersionedSerializer<Collection<JsonLinesSplit>> collections() {
    return new SimpleVersionedSerializer<>() {
      @Override
      public int getVersion() {
        return VERSION;
      }

      @Override
      public byte[] serialize(Collection<JsonLinesSplit> splits) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        Fields.writeList(List.copyOf(splits), JsonLinesSplitSerializer::write, out);
        return out.getCopyOfBuffer();
      }

      @Override
      public Collection<JsonLinesSplit> deserialize(int version, byte[] bytes) throws IOException {
        check(version);
        return Fields.readList(JsonLinesSplitSerializer::read, new DataInputDeserializer(bytes));
      }
    };
  }

  private static void write(JsonLinesSplit split, org.apache.flink.core.memory.DataOutputView out)
      throws IOException {
    Fields.writeList(split.files(), Fields::writeText, out);
    Fields.writeText(split.task(), out);
    out.writeInt(split.position().file());
    out.writeLong(split.position().offset());
    out.writeLong(split.position().line());
  }

  private static JsonLinesSplit read(org.apache.flink.core.memory.DataInputView in)
      throws IOException {
    return new JsonLinesSplit(
        Fields.readList(Fields::readText, in),
        Fields.readText(in),
        new LinePosition(in.readInt(), in.readLong(), in.readLong()));
  }

  private static void check(int version) throws IOException {
    if (version != VERSION) {
      throw new IOException("splits of version " + version + " cannot be read");
    }
  }
}
