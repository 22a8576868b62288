/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import io.freshet.jobs.evaluation.ask.GenerationSumsFields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link Pane}. */
enum PaneCodec implements Codec<Pane> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Pane pane, DataOutputView out) throws IOException {
    Fields.writeList(pane.generations(), GenerationSumsFields::write, out);
  }

  @Override
  public Pane read(DataInputView in) throws IOException {
    return new Pane(Fields.readList(GenerationSumsFields::read, in));
  }

  @Override
  public Class<Pane> type() {
    return Pane.class;
  }

  @Override
  public int version() {
    return 3;
  }
}
