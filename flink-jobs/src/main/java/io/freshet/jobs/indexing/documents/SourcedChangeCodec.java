/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.DocumentChangeCodec;
import io.freshet.connectors.types.OriginCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Changes with their origins. The first version did not tell whether the text is the same. */
public enum SourcedChangeCodec implements Codec<SourcedChange> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(SourcedChange change, DataOutputView out) throws IOException {
    DocumentChangeCodec.INSTANCE.write(change.change(), out);
    OriginCodec.INSTANCE.write(change.origin(), out);
    out.writeBoolean(change.sameText());
  }

  @Override
  public SourcedChange read(DataInputView in) throws IOException {
    return new SourcedChange(
        DocumentChangeCodec.INSTANCE.read(in), OriginCodec.INSTANCE.read(in), in.readBoolean());
  }

  @Override
  public SourcedChange read(DataInputView in, int writtenBy) throws IOException {
    return writtenBy == 1
        ? new SourcedChange(DocumentChangeCodec.INSTANCE.read(in), OriginCodec.INSTANCE.read(in))
        : read(in);
  }

  @Override
  public Class<SourcedChange> type() {
    return SourcedChange.class;
  }

  @Override
  public int version() {
    return 2;
  }
}
