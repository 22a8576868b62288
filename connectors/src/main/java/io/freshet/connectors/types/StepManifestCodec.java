/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.StepManifest;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Manifests of steps. */
public enum StepManifestCodec implements Codec<StepManifest> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(StepManifest value, DataOutputView out) throws IOException {
    out.writeLong(value.step());
    out.writeLong(value.updates());
    Fields.writeMap(value.losses(), Fields::writeDouble, out);
    out.writeDouble(value.gradientNorm());
    Fields.writeList(value.parts(), StepManifestCodec::writePart, out);
    Fields.writeList(value.changes(), TrainingMessageCodec::writeControl, out);
  }

  @Override
  public StepManifest read(DataInputView in) throws IOException {
    return new StepManifest(
        in.readLong(),
        in.readLong(),
        Fields.readMap(Fields::readDouble, in),
        in.readDouble(),
        Fields.readList(StepManifestCodec::readPart, in),
        Fields.readList(TrainingMessageCodec::readControl, in));
  }

  @Override
  public Class<StepManifest> type() {
    return StepManifest.class;
  }

  @Override
  public int version() {
    return 1;
  }

  /** Writes a sub-batch. */
  public static void writePart(StepManifest.Part part, DataOutputView out) throws IOException {
    Fields.writeText(part.task(), out);
    Fields.writeList(part.losses(), Fields::writeText, out);
    Fields.writeList(part.rows(), StepManifestCodec::writeRow, out);
  }

  /** Reads what {@link #writePart} wrote. */
  public static StepManifest.Part readPart(DataInputView in) throws IOException {
    return new StepManifest.Part(
        Fields.readText(in),
        Fields.readList(Fields::readText, in),
        Fields.readList(StepManifestCodec::readRow, in));
  }

  /** Writes where a record stands. */
  public static void writeCoordinates(Coordinates at, DataOutputView out) throws IOException {
    out.writeInt(at.partition());
    out.writeLong(at.offset());
    out.writeLong(at.digest());
  }

  /** Reads what {@link #writeCoordinates} wrote. */
  public static Coordinates readCoordinates(DataInputView in) throws IOException {
    return new Coordinates(in.readInt(), in.readLong(), in.readLong());
  }

  private static void writeRow(StepManifest.Row row, DataOutputView out) throws IOException {
    writeCoordinates(row.at(), out);
    out.writeInt(row.positive());
    Fields.writeList(row.negatives(), (place, view) -> view.writeInt(place), out);
    out.writeBoolean(row.fresh());
  }

  private static StepManifest.Row readRow(DataInputView in) throws IOException {
    return new StepManifest.Row(
        readCoordinates(in),
        in.readInt(),
        Fields.readList(DataInputView::readInt, in),
        in.readBoolean());
  }
}
