/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

/**
 * What the operators of one room kept in a release, a file each in {@code
 * savepoints/<release>/<room>}, and what this build makes of it. Each check also writes what this
 * build keeps, where {@link KeptSavepoints#toKeep} says so.
 *
 * @param release folder of the release
 * @param room folder in it
 */
public record KeptOperators(Path release, String room) {

  /** What a harness is given. */
  public interface Feed<H> {
    /** Gives it. */
    void to(H harness) throws Exception;
  }

  /** The operators of a room in every release. */
  public static List<KeptOperators> ofReleases(String room) throws IOException {
    return KeptSavepoints.releases().stream()
        .map(release -> new KeptOperators(release, room))
        .toList();
  }

  /**
   * What comes after a savepoint has the same results, whichever build took the savepoint.
   *
   * @param name of the file
   * @param operator makes the operator in a harness that is not open
   * @param before what it is given before the savepoint, by this build as by the release
   * @param after what it is given by this build afterwards; without the state it would have other
   *     results
   */
  @SuppressWarnings("try") // an interrupted close ends the test with it
  public <O, H extends AbstractStreamOperatorTestHarness<O>> void goOn(
      String name, Callable<H> operator, Feed<H> before, Feed<H> after) throws Exception {
    OperatorSubtaskState state;
    try (H harness = operator.call()) {
      harness.open();
      before.to(harness);
      state = harness.snapshot(1, 1);
    }
    Optional<Path> kept = toKeep(name);
    if (kept.isPresent()) {
      OperatorSnapshotUtil.writeStateHandle(state, kept.get().toString());
    }
    List<O> expected = restored(operator, state, after);
    assertThat(expected).isNotEmpty();
    OperatorSubtaskState older = OperatorSnapshotUtil.readStateHandle(file(name).toString());
    assertThat(restored(operator, older, after)).isEqualTo(expected);
    assertThat(restored(operator, OperatorSubtaskState.builder().build(), after))
        .as("without state")
        .isNotEqualTo(expected);
  }

  @SuppressWarnings("try") // an interrupted close ends the test with it
  private static <O, H extends AbstractStreamOperatorTestHarness<O>> List<O> restored(
      Callable<H> operator, OperatorSubtaskState from, Feed<H> after) throws Exception {
    try (H harness = operator.call()) {
      harness.initializeState(from);
      harness.open();
      after.to(harness);
      return List.copyOf(harness.extractOutputValues());
    }
  }

  /** Records that Flink itself keeps on their way can be read by the serializer of this build. */
  public void areRead(TypeInformation<?> type) throws Exception {
    TypeSerializer<?> serializer = type.createSerializer(new SerializerConfigImpl());
    String name = type.getTypeClass().getSimpleName();
    Optional<Path> kept = toKeep(name);
    if (kept.isPresent()) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
      Files.write(kept.get(), out.getCopyOfBuffer());
    }
    TypeSerializerSnapshot<?> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(Files.readAllBytes(file(name))),
            KeptOperators.class.getClassLoader());
    assertThat(read.restoreSerializer()).isEqualTo(serializer);
  }

  /** What a source keeps is read as what it was. */
  public <T> void isRead(String name, SimpleVersionedSerializer<T> serializer, T expected)
      throws IOException {
    Optional<Path> kept = toKeep(name);
    if (kept.isPresent()) {
      Files.write(
          kept.get(), SimpleVersionedSerialization.writeVersionAndSerialize(serializer, expected));
    }
    assertThat(
            SimpleVersionedSerialization.readVersionAndDeSerialize(
                serializer, Files.readAllBytes(file(name))))
        .isEqualTo(expected);
  }

  private Path file(String name) {
    return release.resolve(room).resolve(name);
  }

  private Optional<Path> toKeep(String name) throws IOException {
    Optional<Path> folder = KeptSavepoints.toKeep();
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(Files.createDirectories(folder.get().resolve(room)).resolve(name));
  }
}
