/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link ProbeScores}. */
public enum ProbeScoresCodec implements Codec<ProbeScores> {
  /** The codec. */
  INSTANCE;

  private static final double UNKNOWN = 0;

  @Override
  public void write(ProbeScores scores, DataOutputView out) throws IOException {
    Fields.writeText(scores.digest(), out);
    Fields.writeMap(
        scores.ndcg(), (task, to) -> Fields.writeMap(task, Fields::writeDouble, to), out);
    Fields.writeMap(scores.means(), Fields::writeDouble, out);
    Fields.writeMap(scores.sets(), Fields::writeText, out);
    Fields.writeMap(scores.asked(), Fields::writeText, out);
    out.writeDouble(scores.documentsPerSecond().orElse(UNKNOWN));
  }

  @Override
  public ProbeScores read(DataInputView in) throws IOException {
    return read(in, version());
  }

  /**
   * Version 1 named no sets, and version 2 not how queries were asked; such scores pair with none
   * that do, and are taken anew. Version 3 did not tell how fast documents were encoded.
   */
  @Override
  public ProbeScores read(DataInputView in, int writtenBy) throws IOException {
    if (writtenBy < 1 || writtenBy > version()) {
      return Codec.super.read(in, writtenBy);
    }
    return new ProbeScores(
        Fields.readText(in),
        Fields.readMap(from -> Fields.readMap(Fields::readDouble, from), in),
        Fields.readMap(Fields::readDouble, in),
        writtenBy < 2 ? Map.of() : Fields.readMap(Fields::readText, in),
        writtenBy < 3 ? Map.of() : Fields.readMap(Fields::readText, in),
        writtenBy < 4 ? OptionalDouble.empty() : readSpeed(in));
  }

  private static OptionalDouble readSpeed(DataInputView in) throws IOException {
    double speed = in.readDouble();
    return speed == UNKNOWN ? OptionalDouble.empty() : OptionalDouble.of(speed);
  }

  @Override
  public Class<ProbeScores> type() {
    return ProbeScores.class;
  }

  @Override
  public int version() {
    return 4;
  }
}
