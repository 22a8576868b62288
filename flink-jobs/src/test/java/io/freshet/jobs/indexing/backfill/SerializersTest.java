/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.DocumentChangeCodec;
import io.freshet.connectors.types.Fields;
import io.freshet.connectors.types.OriginCodec;
import io.freshet.jobs.indexing.controller.BuildPace;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.DocumentsTopic;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Phase;
import io.freshet.jobs.indexing.controller.Portion;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.jobs.indexing.documents.SourcedChangeCodec;
import io.freshet.jobs.testing.KeptOperators;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerializersTest {
  private static final WriteTarget TARGET =
      new WriteTarget("docs-g1-aaaaaaaa", "vector_aaaaaaaa", "aaaaaaaabb", "file:///v/ä");

  /** The phases of 0.1.0: states that hold them are kept. */
  private static final List<Phase> OF_THE_FIRST_RELEASE =
      List.of(
          Phase.WEIGH,
          Phase.HELD_BACK,
          Phase.CREATE_INDEX,
          Phase.READ_AHEAD,
          Phase.READ_ON,
          Phase.JOIN_WRITE_SET,
          Phase.AWAIT_WRITERS,
          Phase.READ_OFFSETS,
          Phase.READ_DOCUMENTS,
          Phase.AWAIT_LIVE,
          Phase.VALIDATE,
          Phase.SWAP,
          Phase.SERVE,
          Phase.RETAIN,
          Phase.RESTORE,
          Phase.LEAVE_WRITE_SET,
          Phase.AWAIT_LEFT,
          Phase.DELETE_INDEX,
          Phase.GONE);

  private static List<Generation> in(List<Phase> phases) {
    List<Generation> generations = new ArrayList<>();
    for (Phase phase : phases) {
      generations.add(
          new Generation(
              generations.size() + 1,
              "docs-" + phase,
              "vector_x",
              new BuildVersion(generations.size(), "0123456789", "file:///v"),
              128,
              phase,
              phase == Phase.LEAVE_WRITE_SET,
              "because",
              7,
              List.of(
                  Portion.of(0, 3, 9),
                  Portion.of(1, 4, 4),
                  new Portion(2, 0, 1, 5, 2, false, true)),
              99,
              1_700_000_000_000L,
              60_000,
              5));
    }
    return generations;
  }

  @Test
  void statesOfEveryPhaseComeBack() throws IOException {
    List<Generation> generations = in(List.of(Phase.values()));
    ControllerStateSerializer serializer = new ControllerStateSerializer();
    for (Optional<BuildVersion> waiting :
        List.of(
            Optional.<BuildVersion>empty(),
            Optional.of(new BuildVersion(4, "abcdefghij", "s3://x")))) {
      Optional<DocumentsTopic> topic =
          waiting.map(version -> new DocumentsTopic("documents", "an id", 7));
      Optional<BuildPace> pace = waiting.map(version -> new BuildPace(waiting, 1_000, 20_000));
      ControllerState state = new ControllerState(generations, 20, 13, waiting, topic, 1, pace);
      assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state)))
          .isEqualTo(state);
    }
    byte[] initial = serializer.serialize(ControllerState.initial());
    assertThatThrownBy(() -> serializer.deserialize(99, initial)).isInstanceOf(IOException.class);
  }

  /** What 0.1.0 wrote before attempts and the topic were kept. */
  @Test
  void statesOfTheFirstFormComeBack() throws IOException {
    byte[] first =
        Base64.getDecoder()
            .decode(
                "AAAAAQAAAAMRZG9jcy1nMy0wMTIzNDU2NxB2ZWN0b3JfMDEyMzQ1NjcAAAAAAAAAKAswMTIzNDU2Nzg5"
                    + "DGZpbGU6Ly8vdjQwAAAAgAlWQUxJREFURQAB//////////8AAAACAAAAAAAAAAAAAAADAAAAAAAAAAkA"
                    + "AAAAAAAAAwAAAAAAAQAAAAAAAAAAAAAAAAAAAAUAAAAAAAAAAgABAAAAAAAAAGMAAAGLz+VoAAAAAAQA"
                    + "AAAAAAAAKAAAAAEAAAAAAAAAMgthYmNkZWZnaGlqB3MzOi8veA==");
    ControllerState state = new ControllerStateSerializer().deserialize(1, first);
    assertThat(state.topic()).isEmpty();
    assertThat(state.nextNumber()).isEqualTo(4);
    assertThat(state.lastStep()).isEqualTo(40);
    assertThat(state.waiting()).contains(new BuildVersion(50, "abcdefghij", "s3://x"));
    Generation generation = state.generation(3).orElseThrow();
    assertThat(generation.phase()).isEqualTo(Phase.VALIDATE);
    assertThat(generation.attempts()).isZero();
    assertThat(generation.documents()).isEqualTo(99);
    assertThat(generation.portions())
        .containsExactly(Portion.of(0, 3, 9), new Portion(1, 0, 0, 5, 2, false, true));
  }

  /** Paces did not tell of which version. */
  @Test
  void pacesOfTheFourthFormComeBack() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    Fields.writeList(List.of(), (nothing, to) -> {}, out);
    out.writeInt(4);
    out.writeLong(40);
    Fields.writeList(List.of(), (nothing, to) -> {}, out);
    Fields.writeList(List.of(), (nothing, to) -> {}, out);
    out.writeInt(1);
    Fields.writeList(
        List.of(1_000L),
        (records, to) -> {
          to.writeLong(records);
          to.writeLong(20_000);
        },
        out);
    assertThat(new ControllerStateSerializer().deserialize(4, out.getCopyOfBuffer()).pace())
        .contains(new BuildPace(Optional.empty(), 1_000, 20_000));
  }

  static List<KeptOperators> releases() throws IOException {
    return KeptOperators.ofReleases("indexing");
  }

  /** What releases kept of the source and of records on their way. */
  @ParameterizedTest
  @MethodSource("releases")
  void whatReleasesKeptIsRead(KeptOperators kept) throws Exception {
    BuildVersion version = new BuildVersion(4, "abcdefghij", "s3://x");
    kept.isRead(
        "controller",
        new ControllerStateSerializer(),
        new ControllerState(
            in(OF_THE_FIRST_RELEASE),
            20,
            13,
            Optional.of(version),
            Optional.of(new DocumentsTopic("documents", "an id", 7)),
            1,
            Optional.of(new BuildPace(Optional.of(version), 1_000, 20_000))));
    kept.isRead(
        "split", new GenerationSplitSerializer(), new GenerationSplit(3, TARGET, 1, 40, 90));
    kept.areRead(CodecTypeInformation.of(SourcedChangeCodec.INSTANCE));
    kept.areRead(CodecTypeInformation.of(BackfillDocumentCodec.INSTANCE));
  }

  @Test
  void splitsComeBack() throws IOException {
    GenerationSplit split = new GenerationSplit(3, TARGET, 1, 40, 90);
    GenerationSplitSerializer serializer = new GenerationSplitSerializer();
    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)))
        .isEqualTo(split);
    assertThat(split.splitId()).isEqualTo("g3-p1-90");
    assertThat(split.finished()).isFalse();
    assertThat(split.at(90).finished()).isTrue();
  }

  @Test
  void documentsOfABuildComeBack() throws IOException {
    for (DocumentChange change :
        List.of(
            new DocumentChange.Upsert("a", 4, "t", "text", Map.of("k", "v")),
            new DocumentChange.Delete("b", 5))) {
      BackfillDocument document =
          new BackfillDocument(
              TARGET, new SourcedChange(change, new Origin("documents", 1, 2, 3)).withSameText());
      DataOutputSerializer out = new DataOutputSerializer(64);
      BackfillDocumentCodec.INSTANCE.write(document, out);
      assertThat(
              BackfillDocumentCodec.INSTANCE.read(new DataInputDeserializer(out.getCopyOfBuffer())))
          .isEqualTo(document);
    }
  }

  /** Changes of 0.1.0 did not tell whether the text is the same. */
  @Test
  void changesOfTheFirstFormComeBack() throws IOException {
    SourcedChange change =
        new SourcedChange(new DocumentChange.Delete("b", 5), new Origin("documents", 1, 2, 3));
    DataOutputSerializer out = new DataOutputSerializer(64);
    GenerationSplitSerializer.writeTarget(TARGET, out);
    DocumentChangeCodec.INSTANCE.write(change.change(), out);
    OriginCodec.INSTANCE.write(change.origin(), out);
    assertThat(
            BackfillDocumentCodec.INSTANCE.read(
                new DataInputDeserializer(out.getCopyOfBuffer()), 1))
        .isEqualTo(new BackfillDocument(TARGET, change));
  }

  @Test
  void aPaceWithoutALimitNeverWaitsAndAWakeUpEndsAWait() throws InterruptedException {
    Pace free = new Pace(Double.POSITIVE_INFINITY);
    free.took(1_000_000);
    assertThat(free.await()).isTrue();

    Pace slow = new Pace(0.001);
    assertThat(slow.await()).isTrue();
    slow.took(1);
    slow.wakeUp();
    assertThat(slow.await()).isFalse();
    slow.set(1000);
    slow.wakeUp();
    assertThat(slow.await()).as("at another rate there is no wait for the former").isTrue();

    Pace paused = new Pace(0);
    paused.wakeUp();
    assertThat(paused.await()).as("nothing is taken in a pause").isFalse();
  }
}
