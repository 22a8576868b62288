/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of {@link GenerationSplit}. Stateless. */
public final class GenerationSplitSerializer implements SimpleVersionedSerializer<GenerationSplit> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(GenerationSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeInt(split.generation());
    writeTarget(split.target(), out);
    out.writeInt(split.partition());
    out.writeLong(split.position());
    out.writeLong(split.stop());
    return out.getCopyOfBuffer();
  }

  @Override
  public GenerationSplit deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new IOException("splits of version " + version + " cannot be read by " + VERSION);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    return new GenerationSplit(
        in.readInt(), readTarget(in), in.readInt(), in.readLong(), in.readLong());
  }

  static void writeTarget(WriteTarget target, DataOutputView out) throws IOException {
    Fields.writeText(target.index(), out);
    Fields.writeText(target.vectorField(), out);
    Fields.writeText(target.digest(), out);
    Fields.writeText(target.modelUri(), out);
  }

  static WriteTarget readTarget(DataInputView in) throws IOException {
    return new WriteTarget(
        Fields.readText(in), Fields.readText(in), Fields.readText(in), Fields.readText(in));
  }
}
