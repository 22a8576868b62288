/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.Fields;
import io.freshet.connectors.types.TrainingExampleCodec;
import io.freshet.jobs.training.TaskSums;
import io.freshet.jobs.training.TrainerInput;
import io.freshet.jobs.training.TrainerMarks;
import io.freshet.jobs.training.sampling.DecayedCount;
import io.freshet.jobs.training.sampling.SamplerState;
import io.freshet.jobs.training.sampling.SamplingFixtures;
import io.freshet.jobs.training.sampling.StoredExample;
import io.freshet.jobs.training.sampling.TaskCounters;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.versions.VersionFacts;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.state.StateChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class CodecsTest {

  private static <T> T roundTrip(Codec<T> codec, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    codec.write(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T read = codec.read(in);
    assertThat(in.available()).isZero();
    return read;
  }

  /** Checkpoints of the release before hold these forms. */
  @Test
  void formerFormsAreRead() throws IOException {
    DataOutputSerializer example = new DataOutputSerializer(16);
    example.writeBoolean(true);
    TrainingExampleCodec.INSTANCE.write(SamplingFixtures.graded("a", 3, 0.25), example);
    assertThat(StoredExampleCodec.INSTANCE.read(input(example), 1))
        .isEqualTo(
            new StoredExample(SamplingFixtures.graded("a", 3, 0.25), 1, 0, Coordinates.UNKNOWN));

    DataOutputSerializer sampler = new DataOutputSerializer(16);
    for (long each = 1; each <= 3; each++) {
      sampler.writeLong(each);
    }
    sampler.writeDouble(4.5);
    sampler.writeLong(-1);
    Fields.writeMap(
        Map.of("a", 7L),
        (arrived, out) -> {
          out.writeLong(arrived);
          out.writeDouble(2.5);
          for (long each = 3; each <= 6; each++) {
            out.writeLong(each);
          }
          out.writeInt(7);
          for (long each = 8; each <= 12; each++) {
            out.writeLong(each);
          }
        },
        sampler);
    Fields.writeMap(Map.of(), Fields::writeText, sampler);
    assertThat(SamplerStateCodec.INSTANCE.read(input(sampler), 1))
        .isEqualTo(
            new SamplerState(
                1,
                2,
                3,
                4.5,
                0,
                -1,
                Map.of(
                    "a",
                    new TaskCounters(
                        7,
                        new DecayedCount(2.5, 3),
                        DecayedCount.NONE,
                        4,
                        5,
                        6,
                        7,
                        0,
                        8,
                        9,
                        10,
                        11,
                        12))));

    DataOutputSerializer controls = new DataOutputSerializer(16);
    SamplerStateCodec.INSTANCE.write(SamplerState.START, controls);
    Fields.writeMap(
        Map.of("a", Map.of("weight", "2")),
        (settings, out) -> Fields.writeMap(settings, Fields::writeText, out),
        controls);
    assertThatThrownBy(() -> SamplerStateCodec.INSTANCE.read(input(controls), 2))
        .as("settings that would be lost")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("{a={weight=2}}");

    DataOutputSerializer marks = new DataOutputSerializer(16);
    marks.writeLong(5);
    Fields.writeMap(Map.of(), Fields::writeText, marks);
    marks.writeLong(8);
    Fields.writeText("8-01234567", marks);
    marks.writeBoolean(true);
    Fields.writeMap(Map.of(), Fields::writeText, marks);
    assertThat(TrainerMarksCodec.INSTANCE.read(input(marks), 2))
        .isEqualTo(new TrainerMarks(5, Map.of(), 8, "8-01234567", true, VersionFacts.NONE));
  }

  private static DataInputDeserializer input(DataOutputSerializer written) {
    return new DataInputDeserializer(written.getCopyOfBuffer());
  }

  @Test
  void everyValueComesBackAsItWas() throws IOException {
    TrainingRow row =
        new TrainingRow(
            "id",
            "q",
            "p: ",
            "pos",
            List.of("n1", "n2"),
            Double.NaN,
            List.of(0.5, -1.0),
            List.of("other"),
            "label",
            0.5,
            true);
    TrainerInput step =
        new TrainerInput.Step(
            new TrainingStep(
                7, List.of(new SubBatch("a", List.of("info-nce", "anchor"), List.of(row, row)))),
            List.of(new TaskShare("a", 1, 2, 3, 4, 0.5)),
            List.of(
                new StepManifest.Part(
                    "a",
                    List.of("info-nce"),
                    List.of(
                        new StepManifest.Row(
                            new Coordinates(1, 1L << 40, -5), 2, List.of(1, 0), true)))));
    assertThat(roundTrip(TrainerInputCodec.INSTANCE, step)).isEqualTo(step);
    TaskChanges changes =
        new TaskChanges(
            7,
            Map.of(
                "a", TaskControl.set("a", Map.of("weight", "2", "batch-size", "9")),
                "b", TaskControl.add("b", Map.of()),
                "c", TaskControl.remove("c")));
    TrainerInput tasks = new TrainerInput.Tasks(changes);
    assertThat(roundTrip(TrainerInputCodec.INSTANCE, tasks)).isEqualTo(tasks);
    assertThat(roundTrip(TaskChangesCodec.INSTANCE, changes)).isEqualTo(changes);
    StoredExample stored =
        new StoredExample(
            SamplingFixtures.graded("a", 3, 0.25), 3, 1L << 40, new Coordinates(1, 2, -3));
    assertThat(roundTrip(StoredExampleCodec.INSTANCE, stored)).isEqualTo(stored);
    Place place = new Place("a", 1L << 40);
    assertThat(roundTrip(PlaceCodec.INSTANCE, place)).isEqualTo(place);
    SamplerState state =
        new SamplerState(
            1,
            2,
            3,
            4.5,
            5,
            -1,
            Map.of(
                "a",
                new TaskCounters(
                    1,
                    new DecayedCount(2.5, 3),
                    new DecayedCount(1.5, 2),
                    4,
                    5,
                    6,
                    7,
                    7.5,
                    8,
                    9,
                    10,
                    11,
                    12)));
    assertThat(roundTrip(SamplerStateCodec.INSTANCE, state)).isEqualTo(state);
    TrainerMarks marks =
        new TrainerMarks(
            1,
            Map.of(
                "a",
                new TaskSums(
                    new TaskSums.Sum(1.5, 2),
                    Map.of("info-nce", new TaskSums.Sum(0.5, 1)),
                    3,
                    4,
                    5.5,
                    6,
                    7)),
            8,
            "8-01234567",
            true,
            new VersionFacts(Map.of("a", 0.5), Map.of("a", 9L), Map.of("a", 18L)));
    assertThat(roundTrip(TrainerMarksCodec.INSTANCE, marks)).isEqualTo(marks);
  }

  @Test
  void chunksComeBackOffTheHeapAndAreNeverCopied() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(200_001);
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (31 * i));
    }
    StateChunk chunk = new StateChunk(2, 3, bytes.position(1).slice().asReadOnlyBuffer());
    StateChunk read = roundTrip(StateChunkCodec.INSTANCE, chunk);
    assertThat(read).isEqualTo(chunk);
    assertThat(read.bytes().isDirect()).isTrue();
    assertThat(read.bytes().isReadOnly()).isTrue();
    assertThat(chunk.bytes().remaining()).isEqualTo(200_000);
    var serializer = CodecTypeInformation.of(StateChunkCodec.INSTANCE).createSerializer();
    assertThat(serializer.isImmutableType()).isTrue();
    assertThat(serializer.copy(chunk)).isSameAs(chunk);
  }
}
