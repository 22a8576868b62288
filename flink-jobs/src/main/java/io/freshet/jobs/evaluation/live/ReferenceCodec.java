/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import io.freshet.connectors.types.Codec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link Reference}. */
enum ReferenceCodec implements Codec<Reference> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Reference reference, DataOutputView out) throws IOException {
    PaneCodec.writeSums(reference.before(), out);
    PaneCodec.writeSums(reference.latest(), out);
  }

  @Override
  public Reference read(DataInputView in) throws IOException {
    return new Reference(PaneCodec.readSums(in), PaneCodec.readSums(in));
  }

  @Override
  public Class<Reference> type() {
    return Reference.class;
  }

  @Override
  public int version() {
    return 3;
  }
}
