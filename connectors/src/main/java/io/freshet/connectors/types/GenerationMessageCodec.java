/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Observed and desired states of generations. */
public enum GenerationMessageCodec implements Codec<GenerationMessage> {
  /** The codec. */
  INSTANCE;

  private static final int NO_RATE = -1;

  @Override
  public void write(GenerationMessage message, DataOutputView out) throws IOException {
    boolean observed = message instanceof GenerationRecord;
    out.writeBoolean(observed);
    if (observed) {
      writeObserved((GenerationRecord) message, out);
    } else {
      writeDesired((DesiredGeneration) message, out);
    }
  }

  private static void writeObserved(GenerationRecord generation, DataOutputView out)
      throws IOException {
    Fields.writeText(generation.index(), out);
    out.writeInt(generation.number());
    out.writeLong(generation.versionStep());
    Fields.writeText(generation.versionDigest(), out);
    Fields.writeText(generation.state(), out);
    out.writeDouble(generation.progress());
    out.writeLong(generation.documents());
    out.writeLong(generation.changedAt());
    out.writeLong(generation.expectedMillis());
    Fields.writeText(generation.reason(), out);
  }

  private static void writeDesired(DesiredGeneration desired, DataOutputView out)
      throws IOException {
    Fields.writeText(desired.index(), out);
    Fields.writeText(desired.wish().name(), out);
    out.writeInt(desired.documentsPerSecond().orElse(NO_RATE));
    Fields.writeText(desired.reason(), out);
    out.writeLong(desired.requestedAt());
  }

  @Override
  public GenerationMessage read(DataInputView in) throws IOException {
    return in.readBoolean() ? readObserved(in) : readDesired(in);
  }

  private static GenerationRecord readObserved(DataInputView in) throws IOException {
    return new GenerationRecord(
        Fields.readText(in),
        in.readInt(),
        in.readLong(),
        Fields.readText(in),
        Fields.readText(in),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        Fields.readText(in));
  }

  private static DesiredGeneration readDesired(DataInputView in) throws IOException {
    String index = Fields.readText(in);
    DesiredGeneration.Wish wish = DesiredGeneration.Wish.valueOf(Fields.readText(in));
    int rate = in.readInt();
    return new DesiredGeneration(
        index,
        wish,
        rate == NO_RATE ? OptionalInt.empty() : OptionalInt.of(rate),
        Fields.readText(in),
        in.readLong());
  }

  @Override
  public Class<GenerationMessage> type() {
    return GenerationMessage.class;
  }

  @Override
  public int version() {
    return 2;
  }
}
