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

/** Writes into indices. The first version knew one vector a document and no types. */
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
      Fields.writeText(put.vectorField(), out);
      Fields.writeList(List.of(put.vectors()), Fields::writeFloats, out);
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
        Fields.readText(in),
        writtenBy == 1
            ? new float[][] {Fields.readFloats(in)}
            : Fields.readList(Fields::readFloats, in).toArray(new float[0][]),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readMap(Fields::readText, in),
        writtenBy == 1
            ? Map.of()
            : Fields.readMap(from -> MetadataType.of(Fields.readText(from)), in),
        origin);
  }

  @Override
  public Class<IndexOperation> type() {
    return IndexOperation.class;
  }

  @Override
  public int version() {
    return 2;
  }
}
