/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Command;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Order;
import io.freshet.connectors.records.ModelVersion.TaskFinding;
import io.freshet.connectors.records.ModelVersion.Verdict;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Model versions: candidates, decisions and commands. */
public enum ModelVersionCodec implements Codec<ModelVersion> {
  /** The codec. */
  INSTANCE;

  private static final int DECISION = 0;
  private static final int CANDIDATE = 1;
  private static final int COMMAND = 2;

  @Override
  public void write(ModelVersion version, DataOutputView out) throws IOException {
    out.writeLong(version.step());
    Fields.writeText(version.digest(), out);
    Fields.writeText(version.uri(), out);
    if (version instanceof Candidate candidate) {
      out.writeByte(CANDIDATE);
      Fields.writeText(candidate.parent(), out);
      Fields.writeMap(candidate.metrics(), Fields::writeDouble, out);
      out.writeLong(candidate.createdAt());
    } else if (version instanceof Decision decision) {
      out.writeByte(DECISION);
      Fields.writeText(decision.verdict().name(), out);
      Fields.writeText(decision.ground().name(), out);
      Fields.writeText(decision.reason(), out);
      Fields.writeMap(decision.metrics(), Fields::writeDouble, out);
      Fields.writeMap(decision.tasks(), ModelVersionCodec::writeTask, out);
      Fields.writeMap(decision.probeSets(), Fields::writeText, out);
      out.writeLong(decision.decidedAt());
    } else if (version instanceof Command command) {
      out.writeByte(COMMAND);
      Fields.writeText(command.order().name(), out);
      Fields.writeText(command.reason(), out);
      out.writeLong(command.commandedAt());
    }
  }

  @Override
  public ModelVersion read(DataInputView in) throws IOException {
    return readTagged(in, from -> Fields.readMap(Fields::readText, from));
  }

  private static ModelVersion readTagged(DataInputView in, Fields.Reader<Map<String, String>> sets)
      throws IOException {
    long step = in.readLong();
    String digest = Fields.readText(in);
    String uri = Fields.readText(in);
    int kind = in.readByte();
    return switch (kind) {
      case CANDIDATE ->
          new Candidate(
              step,
              digest,
              uri,
              Fields.readText(in),
              Fields.readMap(Fields::readDouble, in),
              in.readLong());
      case DECISION ->
          new Decision(
              step,
              digest,
              uri,
              Verdict.valueOf(Fields.readText(in)),
              Ground.valueOf(Fields.readText(in)),
              Fields.readText(in),
              Fields.readMap(Fields::readDouble, in),
              Fields.readMap(ModelVersionCodec::readTask, in),
              sets.read(in),
              in.readLong());
      case COMMAND ->
          new Command(
              step,
              digest,
              uri,
              Order.valueOf(Fields.readText(in)),
              Fields.readText(in),
              in.readLong());
      default -> throw new IOException("no kind of model version: " + kind);
    };
  }

  @Override
  public ModelVersion read(DataInputView in, int writtenBy) throws IOException {
    return switch (writtenBy) {
      case 1 -> readFirst(in);
      case 2 -> readTagged(in, before -> Map.of()); // decisions named no probe sets
      default -> Codec.super.read(in, writtenBy);
    };
  }

  /** The form before there were commands, grounds and findings by task. */
  private static ModelVersion readFirst(DataInputView in) throws IOException {
    long step = in.readLong();
    String digest = Fields.readText(in);
    boolean candidate = in.readBoolean();
    String uri = Fields.readText(in);
    String parentOrVerdict = Fields.readText(in);
    if (candidate) {
      Map<String, Double> metrics = Fields.readMap(Fields::readDouble, in);
      return new Candidate(step, digest, uri, parentOrVerdict, metrics, in.readLong());
    }
    String reason = Fields.readText(in);
    Map<String, Double> metrics = Fields.readMap(Fields::readDouble, in);
    return new Decision(
        step, digest, uri, Verdict.valueOf(parentOrVerdict), reason, metrics, in.readLong());
  }

  private static void writeTask(TaskFinding task, DataOutputView out) throws IOException {
    Fields.writeText(task.outcome().name(), out);
    Fields.writeText(task.reason(), out);
    Fields.writeMap(task.numbers(), Fields::writeDouble, out);
  }

  private static TaskFinding readTask(DataInputView in) throws IOException {
    return new TaskFinding(
        TaskFinding.Outcome.valueOf(Fields.readText(in)),
        Fields.readText(in),
        Fields.readMap(Fields::readDouble, in));
  }

  @Override
  public Class<ModelVersion> type() {
    return ModelVersion.class;
  }

  @Override
  public int version() {
    return 3;
  }
}
