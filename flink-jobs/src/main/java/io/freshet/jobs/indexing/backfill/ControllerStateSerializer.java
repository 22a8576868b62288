/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.types.Fields;
import io.freshet.jobs.indexing.controller.BuildPace;
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
  private static final int VERSION = 5;

  /** Had neither attempts nor the topic. */
  private static final int FIRST = 1;

  /** Had neither expected durations nor what superseded builds and paces need. */
  private static final int SECOND = 2;

  /** Had portions that were read once. */
  private static final int THIRD = 3;

  /** Had paces that did not tell of which version. */
  private static final int FOURTH = 4;

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
    out.writeInt(state.supersededInARow());
    Fields.writeList(state.pace().stream().toList(), ControllerStateSerializer::writePace, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public ControllerState deserialize(int version, byte[] bytes) throws IOException {
    if (version < FIRST || version > VERSION) {
      throw new IOException(
          "controller states of version " + version + " cannot be read by " + VERSION);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    List<Generation> generations = Fields.readList(each -> readGeneration(each, version), in);
    int nextNumber = in.readInt();
    long lastStep = in.readLong();
    Optional<BuildVersion> waiting = readOptional(ControllerStateSerializer::readVersion, in);
    Optional<DocumentsTopic> topic =
        version == FIRST
            ? Optional.empty()
            : readOptional(ControllerStateSerializer::readTopic, in);
    int superseded = version <= SECOND ? 0 : in.readInt();
    Optional<BuildPace> pace =
        version <= SECOND ? Optional.empty() : readOptional(each -> readPace(each, version), in);
    return new ControllerState(generations, nextNumber, lastStep, waiting, topic, superseded, pace);
  }

  private static <T> Optional<T> readOptional(Fields.Reader<T> reader, DataInputView in)
      throws IOException {
    return Fields.<T>readList(reader, in).stream().findFirst();
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
    out.writeLong(g.expectedMillis());
  }

  private static Generation readGeneration(DataInputView in, int version) throws IOException {
    int number = in.readInt();
    String index = Fields.readText(in);
    String vectorField = Fields.readText(in);
    BuildVersion built = readVersion(in);
    int dimension = in.readInt();
    Phase phase = Phase.valueOf(Fields.readText(in));
    boolean abandoned = in.readBoolean();
    String reason = Fields.readText(in);
    long awaited = in.readLong();
    List<Portion> portions = Fields.readList(each -> readPortion(each, version), in);
    long documents = in.readLong();
    long changedAt = in.readLong();
    int attempts = version == FIRST ? 0 : in.readInt();
    long expectedMillis = version <= SECOND ? 0 : in.readLong();
    return new Generation(
        number,
        index,
        vectorField,
        built,
        dimension,
        phase,
        abandoned,
        reason,
        awaited,
        portions,
        documents,
        changedAt,
        expectedMillis,
        attempts);
  }

  private static void writePace(BuildPace pace, DataOutputView out) throws IOException {
    Fields.writeList(
        pace.version().stream().toList(), ControllerStateSerializer::writeVersion, out);
    out.writeLong(pace.records());
    out.writeLong(pace.millis());
  }

  private static BuildPace readPace(DataInputView in, int version) throws IOException {
    Optional<BuildVersion> built =
        version <= FOURTH
            ? Optional.empty()
            : readOptional(ControllerStateSerializer::readVersion, in);
    return new BuildPace(built, in.readLong(), in.readLong());
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
    out.writeLong(portion.from());
    out.writeLong(portion.stop());
    out.writeLong(portion.position());
    out.writeBoolean(portion.done());
    out.writeBoolean(portion.assigned());
  }

  private static Portion readPortion(DataInputView in, int version) throws IOException {
    int partition = in.readInt();
    long start = in.readLong();
    return new Portion(
        partition,
        start,
        version <= THIRD ? start : in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean());
  }
}
