/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.DocumentChange;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Changes of documents. */
public enum DocumentChangeCodec implements Codec<DocumentChange> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(DocumentChange change, DataOutputView out) throws IOException {
    Fields.writeText(change.id(), out);
    out.writeLong(change.version());
    if (change instanceof DocumentChange.Upsert upsert) {
      out.writeBoolean(true);
      Fields.writeText(upsert.title(), out);
      Fields.writeText(upsert.text(), out);
      Fields.writeMap(upsert.metadata(), Fields::writeText, out);
    } else {
      out.writeBoolean(false);
    }
  }

  @Override
  public DocumentChange read(DataInputView in) throws IOException {
    String id = Fields.readText(in);
    long version = in.readLong();
    return in.readBoolean()
        ? new DocumentChange.Upsert(
            id,
            version,
            Fields.readText(in),
            Fields.readText(in),
            Fields.readMap(Fields::readText, in))
        : new DocumentChange.Delete(id, version);
  }

  @Override
  public Class<DocumentChange> type() {
    return DocumentChange.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
