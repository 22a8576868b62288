/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.indexing.TestVersions;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.serving.VersionCache;
import io.freshet.serving.VersionLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentEncoderTest {

  private static SourcedChange upsert(String id, long version, String title, String text) {
    return new SourcedChange(
        new DocumentChange.Upsert(id, version, title, text, Map.of()),
        new Origin("documents", 0, version, 0));
  }

  private static SourcedChange delete(String id, long version) {
    return new SourcedChange(
        new DocumentChange.Delete(id, version), new Origin("documents", 0, version, 0));
  }

  private static WriteTarget target(String index, ModelVersion.Decision version) {
    return new WriteTarget(index, "vector_" + index, version.digest(), version.uri());
  }

  private static List<IndexOperation> drained(DocumentEncoder encoder) throws IOException {
    List<IndexOperation> operations = new ArrayList<>();
    encoder.drain(operations::add);
    return operations;
  }

  private static Models models(TestVersions versions, Path directory) {
    return new Models(
        new VersionLoader(
            new VersionCache(new ModelRegistry(versions.registry()), directory.resolve("cache")),
            ComputeOptions.cpu(1)));
  }

  @Test
  void writesTheNewestOfEveryDocumentToEveryTargetWithItsOwnVersion(@TempDir Path directory)
      throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision one = versions.publish(1);
      ModelVersion.Decision two = versions.publish(2);
      List<WriteTarget> targets = List.of(target("a", one), target("b", two));
      DocumentEncoder encoder = new DocumentEncoder(models);
      for (WriteTarget target : targets) {
        encoder.add(target, upsert("x", 1, "", "an old river"));
        encoder.add(target, upsert("x", 3, "The", "silver bridge"));
        encoder.add(target, upsert("x", 2, "", "a window"));
        encoder.add(target, upsert("y", 1, "", "gone soon"));
        encoder.add(target, delete("y", 2));
        encoder.add(target, upsert("z", 1, "", "The silver bridge"));
      }
      assertThat(encoder.size()).isEqualTo(6);

      List<IndexOperation> operations = drained(encoder);

      assertThat(encoder.size()).isZero();
      assertThat(operations)
          .extracting(operation -> operation.index() + operation.id() + operation.version())
          .containsExactlyInAnyOrder("ax3", "ay2", "az1", "bx3", "by2", "bz1");
      assertThat(operations)
          .filteredOn(IndexOperation.Tombstone.class::isInstance)
          .extracting(IndexOperation::id)
          .containsExactly("y", "y");
      for (IndexOperation operation : operations) {
        if (operation instanceof IndexOperation.Put put) {
          ModelVersion.Decision version = put.index().equals("a") ? one : two;
          EmbeddingModel model = versions.model(version.digest(), version.uri());
          float[] expected = model.embed(List.of("The silver bridge"), TextRole.DOCUMENT)[0];
          assertThat(put.vector()).containsExactly(expected, within(1e-5f));
          assertThat(put.vectorField()).isEqualTo("vector_" + put.index());
        }
      }
      assertThat(drained(encoder)).isEmpty();
    }
  }

  @Test
  void versionsWithTheSameDocumentsShareTheirVectors(@TempDir Path directory) throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision one = versions.publish(1);
      ModelVersion.Decision other = versions.publish(2);
      ModelVersion.Decision queries = versions.publishBeside(3, 1);
      assertThat(queries.digest()).isNotEqualTo(one.digest());
      DocumentEncoder encoder = new DocumentEncoder(models);
      for (ModelVersion.Decision version : List.of(one, other, queries)) {
        encoder.add(target("i" + version.step(), version), upsert("x", 1, "", "silver bridge"));
      }
      Map<String, float[]> vectors = new HashMap<>();
      for (IndexOperation operation : drained(encoder)) {
        vectors.put(operation.index(), ((IndexOperation.Put) operation).vector());
      }
      assertThat(vectors.get("i3")).as("encoded once").isSameAs(vectors.get("i1"));
      assertThat(vectors.get("i2")).isNotEqualTo(vectors.get("i1"));
      EmbeddingModel model = versions.model(queries.digest(), queries.uri());
      assertThat(model.embed(List.of("silver bridge"), TextRole.DOCUMENT)[0])
          .isEqualTo(vectors.get("i1"));
      assertThat(model.embed(List.of("silver bridge"), TextRole.QUERY)[0])
          .isNotEqualTo(vectors.get("i1"));
    }
  }

  @Test
  void refusesAFolderThatIsNotTheVersionItShouldBe(@TempDir Path directory) throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision version = versions.publish(1);
      WriteTarget wrong = new WriteTarget("a", "vector", "00000000", version.uri());
      assertThatThrownBy(() -> models.get(wrong))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("has digest " + version.digest());
      WriteTarget right = target("a", version);
      assertThat(models.get(right).digest()).isEqualTo(version.digest());
      models.retain(Set.of());
      assertThat(models.get(right).digest()).as("loaded again").isEqualTo(version.digest());
    }
  }
}
