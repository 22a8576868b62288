/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.Fields;
import io.freshet.connectors.types.OriginCodec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes into indices. The first version knew one vector a document and no types, the second one
 * field of vectors.
 */
public enum IndexOperationCodec implements Codec<IndexOperation> {
  /** The codec. */
  INSTANCE;

  /** The type information of index operations. */
  public static TypeInformation<IndexOperation> typeInformation() {
    return CodecTypeInformation.of(INSTANCE);
  }

  @Override
  public void write(IndexOperation operation, DataOutputView out) throws IOException {
    Fields.writeText(operation.index(), out);
    Fields.writeText(operation.id(), out);
    out.writeLong(operation.version());
    OriginCodec.INSTANCE.write(operation.origin(), out);
    if (operation instanceof IndexOperation.Put put) {
      out.writeBoolean(true);
      Fields.writeMap(put.vectors(), IndexOperationCodec::writeVectors, out);
      Fields.writeText(put.title(), out);
      Fields.writeText(put.text(), out);
      Fields.writeMap(put.metadata(), Fields::writeText, out);
      Fields.writeMap(put.types(), (type, to) -> Fields.writeText(type.word(), to), out);
    } else {
      out.writeBoolean(false);
    }
  }

  @Override
  public IndexOperation read(DataInputView in) throws IOException {
    return read(in, version());
  }

  @Override
  public IndexOperation read(DataInputView in, int writtenBy) throws IOException {
    String index = Fields.readText(in);
    String id = Fields.readText(in);
    long version = in.readLong();
    var origin = OriginCodec.INSTANCE.read(in);
    if (!in.readBoolean()) {
      return new IndexOperation.Tombstone(index, id, version, origin);
    }
    return new IndexOperation.Put(
        index,
        id,
        version,
        switch (writtenBy) {
          case 1 -> Map.of(Fields.readText(in), new float[][] {Fields.readFloats(in)});
          case 2 -> Map.of(Fields.readText(in), readVectors(in));
          default -> Fields.readMap(IndexOperationCodec::readVectors, in);
        },
        Fields.readText(in),
        Fields.readText(in),
        Fields.readMap(Fields::readText, in),
        writtenBy == 1
            ? Map.of()
            : Fields.readMap(from -> MetadataType.of(Fields.readText(from)), in),
        origin);
  }

  private static void writeVectors(float[][] vectors, DataOutputView out) throws IOException {
    Fields.writeList(List.of(vectors), Fields::writeFloats, out);
  }

  private static float[][] readVectors(DataInputView in) throws IOException {
    return Fields.readList(Fields::readFloats, in).toArray(new float[0][]);
  }

  @Override
  public Class<IndexOperation> type() {
    return IndexOperation.class;
  }

  @Override
  public int version() {
    return 3;
  }
}
