/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.jobs.indexing.TestVersions;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.model.DeviceTurn;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors that are remembered in keyed state, through the encoder that uses them. */
@SuppressWarnings("try") // the harness declares that close throws any exception
class KeptVectorsTest {
  private static final int MANY = 200;

  /** Indices that have nothing and count how often they are asked. */
  private static final class NoIndices implements TargetIndices {
    private int asked;

    @Override
    public IndexShape shape(WriteTarget target) {
      return IndexShape.PLAIN;
    }

    @Override
    public Map<String, float[][]> vectors(
        WriteTarget target, String field, List<DocumentChange.Upsert> documents) {
      asked += documents.size();
      return Map.of();
    }

    @Override
    public void close() {}
  }

  /** A task with a memory and an encoder. */
  private static final class Task implements AutoCloseable {
    private final KeyedOneInputStreamOperatorTestHarness<String, String, String> flink;
    private final NoIndices indices = new NoIndices();
    private final EncodeCounts counts = new EncodeCounts(new SimpleCounter(), new SimpleCounter());
    private final VectorHolder holder;
    private final DocumentEncoder encoder;

    Task(Models models, Duration kept, @Nullable OperatorSubtaskState state) throws Exception {
      holder = new VectorHolder(kept);
      flink = new KeyedOneInputStreamOperatorTestHarness<>(holder, id -> id, Types.STRING);
      if (state != null) {
        flink.initializeState(state);
      }
      flink.open();
      encoder =
          new DocumentEncoder(
              models, indices, holder.memory, DeviceTurn.AT_ONCE, Long.MAX_VALUE, counts);
    }

    /** Encodes a version of all documents for targets; the vectors by index and id. */
    Map<String, float[]> write(List<WriteTarget> targets, int version, String text, boolean same)
        throws Exception {
      for (int i = 0; i < MANY; i++) {
        SourcedChange change =
            new SourcedChange(
                new DocumentChange.Upsert(
                    "d" + i, version, "", text + i, Map.of("version", "" + version)),
                new Origin("documents", 0, version, 0));
        for (WriteTarget target : targets) {
          encoder.add(target, same ? change.withSameText() : change);
        }
      }
      Map<String, float[]> vectors = new HashMap<>();
      for (IndexOperation operation : DocumentEncoderTest.drained(encoder)) {
        vectors.put(
            operation.index() + ":" + operation.id(), DocumentEncoderTest.vectors(operation)[0]);
      }
      return vectors;
    }

    @Override
    public void close() throws Exception {
      flink.close();
    }
  }

  private static WriteTarget target(String index, ModelVersion.Decision version) {
    return new WriteTarget(index, "vector_" + index, version.digest(), version.uri());
  }

  @Test
  void changesOfMetadataEncodeAndReadNothingAlsoAfterARestore(@TempDir Path directory)
      throws Exception {
    try (TestVersions versions = new TestVersions(directory);
        Models models = DocumentEncoderTest.models(versions, directory)) {
      List<WriteTarget> targets =
          List.of(target("a", versions.publish(1)), target("b", versions.publish(2)));
      Map<String, float[]> first;
      OperatorSubtaskState state;
      try (Task task = new Task(models, Duration.ZERO, null)) {
        first = task.write(targets, 1, "bridge ", false);
        assertThat(task.counts.encoded().getCount()).isEqualTo(2 * MANY);
        assertThat(task.write(targets, 2, "bridge ", true)).isEqualTo(first);
        state = task.flink.snapshot(1, 1);
      }
      try (Task restored = new Task(models, Duration.ZERO, state)) {
        Map<String, float[]> again = restored.write(targets, 3, "bridge ", true);
        assertThat(again.keySet()).isEqualTo(first.keySet());
        again.forEach((id, vector) -> assertThat(vector).as(id).isEqualTo(first.get(id)));
        assertThat(restored.counts.encoded().getCount()).isZero();
        assertThat(restored.counts.reused().getCount()).isEqualTo(2 * MANY);
        assertThat(restored.indices.asked).isZero();
      }
    }
  }

  /** A text may never have been encoded, be it that no model could: then older ones are there. */
  @Test
  void vectorsOfAnotherTextAreNeverTaken(@TempDir Path directory) throws Exception {
    try (TestVersions versions = new TestVersions(directory);
        Models models = DocumentEncoderTest.models(versions, directory);
        Task task = new Task(models, Duration.ZERO, null)) {
      WriteTarget target = target("a", versions.publish(1));
      Map<String, float[]> unused = task.write(List.of(target), 1, "bridge ", false);
      Map<String, float[]> vectors = task.write(List.of(target), 2, "river ", true);
      assertThat(task.indices.asked).isEqualTo(MANY);
      assertThat(task.counts.encoded().getCount()).isEqualTo(2 * MANY);
      EmbeddingModel model = versions.model(target.digest(), target.modelUri());
      assertThat(vectors.get("a:d7"))
          .containsExactly(model.embed(List.of("river 7"), TextRole.DOCUMENT)[0], within(1e-5f));
    }
  }

  @Test
  void oneEntryADocumentAndVersionThatIsWrittenStaysHoweverManyThereWere(@TempDir Path directory)
      throws Exception {
    try (TestVersions versions = new TestVersions(directory);
        Models models = DocumentEncoderTest.models(versions, directory);
        Task task = new Task(models, Duration.ZERO, null)) {
      ModelVersion.Decision before = versions.publish(1);
      for (int step = 2; step < 6; step++) {
        ModelVersion.Decision next = versions.publish(step);
        Map<String, float[]> unused =
            task.write(List.of(target("s", before), target("n", next)), step, "bridge ", true);
        assertThat(entries(task)).as("after version %d", step).isEqualTo(2 * MANY);
        before = next;
      }
      Map<String, float[]> unused = task.write(List.of(target("s", before)), 9, "river ", false);
      assertThat(entries(task)).as("another text").isEqualTo(MANY);
      for (int i = 0; i < MANY; i++) {
        task.encoder.add(
            target("s", before),
            new SourcedChange(
                new DocumentChange.Delete("d" + i, 10), new Origin("documents", 0, 10, 0)));
      }
      assertThat(DocumentEncoderTest.drained(task.encoder)).hasSize(MANY);
      assertThat(entries(task)).as("deleted").isZero();
    }
  }

  private static int entries(Task task) throws Exception {
    int entries = 0;
    for (int i = 0; i < MANY; i++) {
      task.holder.setCurrentKey("d" + i);
      for (String unused : task.holder.state.keys()) {
        entries++;
      }
    }
    return entries;
  }

  @Test
  void vectorsOfDocumentsThatDoNotChangeAreForgottenAfterAWhile() throws Exception {
    VectorHolder holder = new VectorHolder(Duration.ofMinutes(1));
    try (KeyedOneInputStreamOperatorTestHarness<String, String, String> flink =
        new KeyedOneInputStreamOperatorTestHarness<>(holder, id -> id, Types.STRING)) {
      flink.open();
      flink.setStateTtlProcessingTime(0);
      holder.memory.write(Set.of("side"));
      holder.memory.keep("d", "side", () -> "content", new float[][] {{1, 2}, {3, 4}});
      flink.setStateTtlProcessingTime(59_000);
      Optional<float[][]> kept = holder.memory.find("d", "side", () -> "content");
      assertThat(kept)
          .hasValueSatisfying(v -> assertThat(v).isDeepEqualTo(new float[][] {{1, 2}, {3, 4}}));
      assertThat(holder.memory.find("d", "side", () -> "other")).isEmpty();
      assertThat(holder.memory.find("d", "other", () -> "content")).isEmpty();
      assertThat(holder.memory.find("e", "side", () -> "content")).isEmpty();
      flink.setStateTtlProcessingTime(60_000);
      assertThat(holder.memory.find("d", "side", () -> "content")).isEmpty();
    }
  }
}
