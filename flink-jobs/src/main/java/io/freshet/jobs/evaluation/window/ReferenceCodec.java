/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import io.freshet.connectors.types.Codec;
import io.freshet.jobs.evaluation.ask.GenerationSumsFields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link Reference}. */
enum ReferenceCodec implements Codec<Reference> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Reference reference, DataOutputView out) throws IOException {
    GenerationSumsFields.write(reference.before(), out);
    GenerationSumsFields.write(reference.latest(), out);
  }

  @Override
  public Reference read(DataInputView in) throws IOException {
    return new Reference(GenerationSumsFields.read(in), GenerationSumsFields.read(in));
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
