/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.types.Codec;
import io.freshet.jobs.indexing.documents.SourcedChangeCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link BackfillDocument}. */
public enum BackfillDocumentCodec implements Codec<BackfillDocument> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(BackfillDocument document, DataOutputView out) throws IOException {
    GenerationSplitSerializer.writeTarget(document.target(), out);
    SourcedChangeCodec.INSTANCE.write(document.change(), out);
  }

  @Override
  public BackfillDocument read(DataInputView in) throws IOException {
    return new BackfillDocument(
        GenerationSplitSerializer.readTarget(in), SourcedChangeCodec.INSTANCE.read(in));
  }

  @Override
  public BackfillDocument read(DataInputView in, int writtenBy) throws IOException {
    return new BackfillDocument(
        GenerationSplitSerializer.readTarget(in), SourcedChangeCodec.INSTANCE.read(in, writtenBy));
  }

  @Override
  public Class<BackfillDocument> type() {
    return BackfillDocument.class;
  }

  @Override
  public int version() {
    return SourcedChangeCodec.INSTANCE.version();
  }
}
