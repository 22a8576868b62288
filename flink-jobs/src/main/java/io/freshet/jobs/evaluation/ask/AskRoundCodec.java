/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import io.freshet.connectors.types.JudgmentCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link AskRound}. */
enum AskRoundCodec implements Codec<AskRound> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(AskRound round, DataOutputView out) throws IOException {
    out.writeLong(round.time());
    Fields.writeList(round.asks(), JudgmentCodec.INSTANCE::write, out);
    Fields.writeList(round.tasks(), Fields::writeText, out);
  }

  @Override
  public AskRound read(DataInputView in) throws IOException {
    return new AskRound(
        in.readLong(),
        Fields.readList(JudgmentCodec.INSTANCE::read, in),
        Fields.readList(Fields::readText, in));
  }

  @Override
  public Class<AskRound> type() {
    return AskRound.class;
  }

  @Override
  public int version() {
    return 1;
  }
}
