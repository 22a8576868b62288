/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link EncodedContent}. */
enum EncodedContentCodec implements Codec<EncodedContent> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(EncodedContent encoded, DataOutputView out) throws IOException {
    Fields.writeText(encoded.content(), out);
    Fields.writeList(List.of(encoded.vectors()), Fields::writeFloats, out);
  }

  @Override
  public EncodedContent read(DataInputView in) throws IOException {
    return new EncodedContent(
        Fields.readText(in), Fields.readList(Fields::readFloats, in).toArray(new float[0][]));
  }

  @Override
  public Class<EncodedContent> type() {
    return EncodedContent.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
