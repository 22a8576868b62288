/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.types.Fields;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.DocumentsTopic;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Phase;
import io.freshet.jobs.indexing.controller.Portion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** The controller's state as bytes. Phases are written by name. Stateless. */
public final class ControllerStateSerializer implements SimpleVersionedSerializer<ControllerState> {
  private static final int VERSION = 2;

  /** Had neither attempts nor the topic. */
  private static final int FIRST = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ControllerState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    Fields.writeList(state.generations(), ControllerStateSerializer::writeGeneration, out);
    out.writeInt(state.nextNumber());
    out.writeLong(state.lastStep());
    Fields.writeList(
        state.waiting().stream().toList(), ControllerStateSerializer::writeVersion, out);
    Fields.writeList(state.topic().stream().toList(), ControllerStateSerializer::writeTopic, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public ControllerState deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION && version != FIRST) {
      throw new IOException(
          "controller states of version " + version + " cannot be read by " + VERSION);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    boolean first = version == FIRST;
    List<Generation> generations = Fields.readList(each -> readGeneration(each, first), in);
    int nextNumber = in.readInt();
    long lastStep = in.readLong();
    Optional<BuildVersion> waiting =
        Fields.<BuildVersion>readList(ControllerStateSerializer::readVersion, in).stream()
            .findFirst();
    Optional<DocumentsTopic> topic =
        first
            ? Optional.empty()
            : Fields.<DocumentsTopic>readList(ControllerStateSerializer::readTopic, in).stream()
                .findFirst();
    return new ControllerState(generations, nextNumber, lastStep, waiting, topic);
  }

  private static void writeGeneration(Generation g, DataOutputView out) throws IOException {
    out.writeInt(g.number());
    Fields.writeText(g.index(), out);
    Fields.writeText(g.vectorField(), out);
    writeVersion(g.version(), out);
    out.writeInt(g.dimension());
    Fields.writeText(g.phase().name(), out);
    out.writeBoolean(g.abandoned());
    Fields.writeText(g.reason(), out);
    out.writeLong(g.awaited());
    Fields.writeList(g.portions(), ControllerStateSerializer::writePortion, out);
    out.writeLong(g.documents());
    out.writeLong(g.changedAt());
    out.writeInt(g.attempts());
  }

  private static Generation readGeneration(DataInputView in, boolean first) throws IOException {
    return new Generation(
        in.readInt(),
        Fields.readText(in),
        Fields.readText(in),
        readVersion(in),
        in.readInt(),
        Phase.valueOf(Fields.readText(in)),
        in.readBoolean(),
        Fields.readText(in),
        in.readLong(),
        Fields.readList(ControllerStateSerializer::readPortion, in),
        in.readLong(),
        in.readLong(),
        first ? 0 : in.readInt());
  }

  private static void writeTopic(DocumentsTopic topic, DataOutputView out) throws IOException {
    Fields.writeText(topic.name(), out);
    Fields.writeText(topic.id(), out);
    out.writeInt(topic.partitions());
  }

  private static DocumentsTopic readTopic(DataInputView in) throws IOException {
    return new DocumentsTopic(Fields.readText(in), Fields.readText(in), in.readInt());
  }

  private static void writeVersion(BuildVersion version, DataOutputView out) throws IOException {
    out.writeLong(version.step());
    Fields.writeText(version.digest(), out);
    Fields.writeText(version.uri(), out);
  }

  private static BuildVersion readVersion(DataInputView in) throws IOException {
    return new BuildVersion(in.readLong(), Fields.readText(in), Fields.readText(in));
  }

  private static void writePortion(Portion portion, DataOutputView out) throws IOException {
    out.writeInt(portion.partition());
    out.writeLong(portion.start());
    out.writeLong(portion.stop());
    out.writeLong(portion.position());
    out.writeBoolean(portion.done());
    out.writeBoolean(portion.assigned());
  }

  private static Portion readPortion(DataInputView in) throws IOException {
    return new Portion(
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean());
  }
}
