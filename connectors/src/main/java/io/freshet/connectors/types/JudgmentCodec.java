/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.Judgment;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Judgments. */
public enum JudgmentCodec implements Codec<Judgment> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Judgment judgment, DataOutputView out) throws IOException {
    Fields.writeText(judgment.queryId(), out);
    Fields.writeText(judgment.task(), out);
    Fields.writeText(judgment.query(), out);
    Fields.writeMap(judgment.relevant(), Fields::writeInt, out);
  }

  @Override
  public Judgment read(DataInputView in) throws IOException {
    return new Judgment(
        Fields.readText(in),
        Fields.readText(in),
        Fields.readText(in),
        Fields.readMap(Fields::readInt, in));
  }

  @Override
  public Class<Judgment> type() {
    return Judgment.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
