/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.indexing.TestVersions;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.model.ComputeOptions;
import io.freshet.model.DeviceTurn;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.serving.VersionCache;
import io.freshet.serving.VersionLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentEncoderTest {
  private final EncodeCounts counts = new EncodeCounts(new SimpleCounter(), new SimpleCounter());

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

  /** The vectors of a write that has one field of them. */
  static float[][] vectors(IndexOperation operation) {
    Map<String, float[][]> vectors = ((IndexOperation.Put) operation).vectors();
    assertThat(vectors).hasSize(1);
    return vectors.values().iterator().next();
  }

  /** The writes of all that waits, none of which may be a dead letter. */
  static List<IndexOperation> drained(DocumentEncoder encoder) throws IOException {
    List<IndexOperation> operations = new ArrayList<>();
    encoder.drain(
        target -> true,
        operations::add,
        letter -> {
          throw new AssertionError(letter.error());
        },
        () -> {});
    return operations;
  }

  static Models models(TestVersions versions, Path directory) {
    return new Models(
        new VersionLoader(
            new VersionCache(new ModelRegistry(versions.registry()), directory.resolve("cache")),
            ComputeOptions.cpu(1)));
  }

  private DocumentEncoder encoder(Models models, Indices indices) {
    return new DocumentEncoder(
        models, indices, VectorMemory.NONE, DeviceTurn.AT_ONCE, Long.MAX_VALUE, counts);
  }

  /** Indices in memory, with the texts that were asked for. */
  private static final class Indices implements TargetIndices {
    private final Map<String, Map<String, float[][]>> vectorsByTextByIndex = new HashMap<>();
    private final Map<String, Chunking> chunkings = new HashMap<>();
    private final Map<String, List<TaskVectors>> taskVectors = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    void put(String index, String text, float... vector) {
      vectorsByTextByIndex
          .computeIfAbsent(index, name -> new HashMap<>())
          .put(text, new float[][] {vector});
    }

    @Override
    public IndexShape shape(WriteTarget target) {
      return new IndexShape(
          Optional.ofNullable(chunkings.get(target.index())),
          Map.of(),
          taskVectors.getOrDefault(target.index(), List.of()));
    }

    @Override
    public Map<String, float[][]> vectors(
        WriteTarget target, String field, List<DocumentChange.Upsert> documents) {
      Map<String, float[][]> found = new HashMap<>();
      String place =
          field.equals(target.vectorField()) ? target.index() : target.index() + "." + field;
      for (DocumentChange.Upsert document : documents) {
        asked.add(place + ":" + document.passage());
        float[][] vectors =
            vectorsByTextByIndex.getOrDefault(place, Map.of()).get(document.passage());
        if (vectors != null) {
          found.put(document.id(), vectors);
        }
      }
      return found;
    }

    @Override
    public void close() {}
  }

  @Test
  void longDocumentsBecomeChunksWhereTheIndexWantsThem(@TempDir Path directory) throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision version = versions.publish(1);
      Indices indices = new Indices();
      indices.chunkings.put("chunked", new Chunking(16, 4, 100));
      DocumentEncoder encoder = encoder(models, indices);
      String text = "silver bridge ".repeat(20) + "the orchard ends here";
      for (String index : List.of("chunked", "plain")) {
        encoder.add(target(index, version), upsert("long", 1, "river", text));
        encoder.add(target(index, version), upsert("short", 1, "river", "silver bridge"));
      }
      Map<String, IndexOperation.Put> puts = new HashMap<>();
      for (IndexOperation operation : drained(encoder)) {
        puts.put(operation.index() + ":" + operation.id(), (IndexOperation.Put) operation);
      }
      EmbeddingModel model = versions.model(version.digest(), version.uri());
      List<String> parts = model.documentParts("", "river", text, 16, 4, 100);
      assertThat(parts.size()).isGreaterThan(3);
      assertThat(parts).allSatisfy(part -> assertThat(part).startsWith("river "));
      assertThat(parts.get(parts.size() - 1)).endsWith("the orchard ends here");
      float[][] chunks = vectors(puts.get("chunked:long"));
      assertThat(chunks).hasDimensions(parts.size(), model.dimension());
      for (int i = 0; i < chunks.length; i++) {
        assertThat(chunks[i])
            .containsExactly(
                model.embed(List.of(parts.get(i)), TextRole.DOCUMENT)[0], within(1e-5f));
      }
      assertThat(puts.get("chunked:long").vectors()).containsOnlyKeys("vector_chunked.chunk");
      assertThat(puts.get("plain:long").vectors()).containsOnlyKeys("vector_plain");
      assertThat(vectors(puts.get("plain:long")))
          .isDeepEqualTo(model.embed(List.of("river " + text), TextRole.DOCUMENT));
      assertThat(vectors(puts.get("chunked:short")))
          .as("what fits has one vector, the same everywhere")
          .isDeepEqualTo(vectors(puts.get("plain:short")));
      assertThat(counts.encoded().getCount())
          .as("equal chunks are encoded once")
          .isEqualTo(parts.stream().distinct().count() + 2);
    }
  }

  @Test
  void tasksHaveVectorsOfTheirOwnInTheirOwnFields(@TempDir Path directory) throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision version = versions.publishProjecting(1, "pairs", 5);
      DocumentProfile prompted = new DocumentProfile("river ", 64, Optional.empty());
      DocumentProfile projected = new DocumentProfile("", 4, Optional.of("pairs"));
      Indices indices = new Indices();
      List<TaskVectors> own =
          List.of(
              new TaskVectors("code", 16, prompted, List.of("code")),
              new TaskVectors("pairs", 5, projected, List.of("pairs")));
      indices.taskVectors.put("a", own);
      indices.taskVectors.put("b", List.of(own.get(0)));
      indices.chunkings.put("b", new Chunking(16, 4, 100));
      DocumentEncoder encoder = encoder(models, indices);
      String text = "silver bridge over the orchard";
      encoder.add(target("a", version), upsert("x", 1, "", text));
      encoder.add(target("plain", version), upsert("x", 1, "", text));
      encoder.add(target("b", version), upsert("y", 1, "river", "silver bridge ".repeat(20)));

      Map<String, IndexOperation.Put> puts = new HashMap<>();
      for (IndexOperation operation : drained(encoder)) {
        puts.put(operation.index(), (IndexOperation.Put) operation);
      }

      EmbeddingModel model = versions.model(version.digest(), version.uri());
      Map<String, float[][]> vectors = puts.get("a").vectors();
      assertThat(vectors).containsOnlyKeys("vector_a", "code", "pairs");
      assertSame(vectors.get("vector_a"), model.embed(List.of(text), TextRole.DOCUMENT));
      assertSame(vectors.get("code"), model.embed(List.of(text), TextRole.DOCUMENT, "river ", 64));
      assertSame(vectors.get("pairs"), model.embedFor("pairs", List.of(text), "", 4));
      assertSame(vectors(puts.get("plain")), vectors.get("vector_a"));
      assertThat(counts.encoded().getCount())
          .as("three ways of one text, and chunks in two")
          .isEqualTo(
              3
                  + puts.get("b").vectors().values().stream()
                      .mapToLong(
                          chunks -> Arrays.stream(chunks).map(Arrays::toString).distinct().count())
                      .sum());
      List<String> parts =
          model.documentParts("river ", "river", "silver bridge ".repeat(20), 16, 4, 100);
      assertSame(
          puts.get("b").vectors().get("code.chunk"),
          model.embed(parts, TextRole.DOCUMENT, "river ", 64));

      // Unchanged texts: each field has its own, and what it lacks is encoded.
      indices.put("a", text, 1, 2);
      indices.put("a.pairs", text, 3, 4);
      encoder.add(target("a", version), upsert("x", 2, "", text).withSameText());
      Map<String, float[][]> again = ((IndexOperation.Put) drained(encoder).get(0)).vectors();
      assertThat(again.get("vector_a")[0]).containsExactly(1, 2);
      assertThat(again.get("pairs")[0]).containsExactly(3, 4);
      assertSame(again.get("code"), vectors.get("code"));
    }
  }

  private static void assertSame(float[][] some, float[][] others) {
    assertThat(some).hasDimensions(others.length, others[0].length);
    for (int i = 0; i < some.length; i++) {
      assertThat(some[i]).containsExactly(others[i], within(1e-5f));
    }
  }

  @Test
  void aBuildTakesVectorsOfTasksFromFieldsOfTheSameProfile(@TempDir Path directory)
      throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      WriteTarget serving = target("serving", versions.publish(1));
      WriteTarget built = target("built", versions.publishBeside(2, 1));
      DocumentProfile prompted = new DocumentProfile("river ", 64, Optional.empty());
      DocumentProfile another = new DocumentProfile("bridge ", 64, Optional.empty());
      Indices indices = new Indices();
      indices.taskVectors.put(
          "serving", List.of(new TaskVectors("old", 2, prompted, List.of("code"))));
      indices.taskVectors.put(
          "built",
          List.of(
              new TaskVectors("new", 2, prompted, List.of("code")),
              new TaskVectors("other", 2, another, List.of("qa"))));
      indices.put("serving", "equal", 1, 2);
      indices.put("serving.old", "equal", 3, 4);
      DocumentEncoder encoder = encoder(models, indices);
      encoder.takeVectors(built, serving);
      encoder.add(built, upsert("e", 1, "", "equal"));
      Map<String, float[][]> vectors = ((IndexOperation.Put) drained(encoder).get(0)).vectors();
      assertThat(vectors.get("vector_built")[0]).containsExactly(1, 2);
      assertThat(vectors.get("new")[0]).containsExactly(3, 4);
      assertThat(indices.asked).containsExactlyInAnyOrder("serving:equal", "serving.old:equal");
      assertThat(counts.encoded().getCount()).as("by the other prompt").isEqualTo(1);
    }
  }

  @Test
  void textsThatDidNotChangeAreNotEncoded(@TempDir Path directory) throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      WriteTarget target = target("a", versions.publish(1));
      Indices indices = new Indices();
      DocumentEncoder encoder = encoder(models, indices);
      for (int i = 0; i < 1000; i++) {
        indices.put("a", "The bridge " + i, i, 1);
        encoder.add(target, upsert("x" + i, 2, "The", "bridge " + i).withSameText());
      }

      List<IndexOperation> operations = drained(encoder);

      assertThat(counts.encoded().getCount()).isZero();
      assertThat(counts.reused().getCount()).isEqualTo(1000);
      assertThat(operations).hasSize(1000);
      for (int i = 0; i < 1000; i++) {
        IndexOperation.Put put = (IndexOperation.Put) operations.get(i);
        assertThat(put.id()).isEqualTo("x" + i);
        assertThat(put.version()).isEqualTo(2);
        assertThat(vectors(put)[0]).containsExactly(i, 1);
      }
    }
  }

  @Test
  void whatAnIndexLacksComesFromOneOfTheSameDocumentsOrIsEncoded(@TempDir Path directory)
      throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision one = versions.publish(1);
      Indices indices = new Indices();
      indices.put("serving", "kept", 1, 2);
      indices.put("other", "kept", 3, 4);
      indices.put("serving", "changed", 5, 6);
      DocumentEncoder encoder = encoder(models, indices);
      for (WriteTarget target :
          List.of(
              target("serving", one),
              target("built", versions.publishBeside(2, 1)),
              target("other", versions.publish(3)))) {
        encoder.add(target, upsert("k", 2, "", "kept").withSameText());
        encoder.add(target, upsert("c", 2, "", "changed"));
        encoder.add(target, upsert("n", 2, "", "nowhere").withSameText());
      }
      Map<String, float[]> vectors = new HashMap<>();
      for (IndexOperation operation : drained(encoder)) {
        vectors.put(operation.index() + ":" + operation.id(), vectors(operation)[0]);
      }
      assertThat(indices.asked)
          .as("changed texts are no matter of the index, and known vectors are asked for once")
          .containsExactly(
              "serving:kept", "serving:nowhere", "built:nowhere", "other:kept", "other:nowhere");
      assertThat(vectors.get("serving:k")).containsExactly(1, 2);
      assertThat(vectors.get("built:k")).containsExactly(1, 2);
      assertThat(vectors.get("other:k")).containsExactly(3, 4);
      EmbeddingModel model = versions.model(one.digest(), one.uri());
      for (Map.Entry<String, String> text : Map.of("c", "changed", "n", "nowhere").entrySet()) {
        assertThat(vectors.get("built:" + text.getKey()))
            .containsExactly(
                model.embed(List.of(text.getValue()), TextRole.DOCUMENT)[0], within(1e-5f));
      }
      assertThat(counts.encoded().getCount()).as("two texts, two document sides").isEqualTo(4);
      assertThat(counts.reused().getCount()).isEqualTo(2);
    }
  }

  @Test
  void aBuildTakesTheVectorsOfEqualTextsFromAnIndexOfTheSameDocuments(@TempDir Path directory)
      throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision one = versions.publish(1);
      WriteTarget serving = target("serving", one);
      WriteTarget built = target("built", versions.publishBeside(2, 1));
      assertThat(models.documentDigest(built)).isEqualTo(models.documentDigest(serving));
      Indices indices = new Indices();
      indices.put("serving", "equal", 1, 2);
      DocumentEncoder encoder = encoder(models, indices);
      encoder.takeVectors(built, serving);
      encoder.add(built, upsert("e", 1, "", "equal"));
      encoder.add(built, upsert("o", 1, "", "older"));
      encoder.add(serving, upsert("e", 1, "", "equal"));

      List<IndexOperation> operations = drained(encoder);

      assertThat(indices.asked).containsExactlyInAnyOrder("serving:equal", "serving:older");
      assertThat(operations).hasSize(3);
      IndexOperation.Put put = (IndexOperation.Put) operations.get(0);
      assertThat(put.index()).isEqualTo("built");
      assertThat(vectors(put)[0]).containsExactly(1, 2);
      assertThat(counts.encoded().getCount()).as("the older text").isEqualTo(1);

      indices.chunkings.put("built", new Chunking(16, 4, 100));
      encoder.takeVectors(built, serving);
      encoder.add(built, upsert("e", 2, "", "equal"));
      assertThat(drained(encoder)).hasSize(1);
      assertThat(counts.encoded().getCount()).as("other chunks").isEqualTo(2);
    }
  }

  @Test
  void writesTheNewestOfEveryDocumentToEveryTargetWithItsOwnVersion(@TempDir Path directory)
      throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      ModelVersion.Decision one = versions.publish(1);
      ModelVersion.Decision two = versions.publish(2);
      List<WriteTarget> targets = List.of(target("a", one), target("b", two));
      DocumentEncoder encoder = encoder(models, new Indices());
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
          assertThat(vectors(put)[0]).containsExactly(expected, within(1e-5f));
          assertThat(put.vectors()).containsOnlyKeys("vector_" + put.index());
        }
      }
      assertThat(drained(encoder)).isEmpty();
    }
  }

  @Test
  void writesOfTheFirstTargetAreHandedOnBeforeOtherVersionsEncode(@TempDir Path directory)
      throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      DocumentEncoder encoder = encoder(models, new Indices());
      List<WriteTarget> targets =
          List.of(target("serving", versions.publish(1)), target("other", versions.publish(2)));
      for (String id : List.of("x", "y")) {
        targets.forEach(target -> encoder.add(target, upsert(id, 1, "", "text of " + id)));
      }
      List<String> seen = new ArrayList<>();
      encoder.drain(
          target -> true,
          operation -> seen.add(operation.index() + ":" + operation.id()),
          letter -> seen.add(letter.error()),
          () -> seen.add("encoded " + counts.encoded().getCount()));
      assertThat(seen).containsExactly("serving:x", "serving:y", "encoded 2", "other:x", "other:y");
    }
  }

  @Test
  void writesOfTargetsThatAreNotDueWaitAndKeepTheNewestState(@TempDir Path directory)
      throws IOException {
    try (TestVersions versions = new TestVersions(directory);
        Models models = models(versions, directory)) {
      DocumentEncoder encoder = encoder(models, new Indices());
      WriteTarget serving = target("serving", versions.publish(1));
      WriteTarget built = target("built", versions.publish(2));
      assertThat(models.isReady(serving)).isFalse();
      assertThat(models.get(serving).digest()).isEqualTo(serving.digest());
      for (long version = 1; version <= 2; version++) {
        encoder.add(serving, upsert("x", version, "", "text of " + version));
        encoder.add(built, upsert("x", version, "", "text of " + version));
        List<IndexOperation> operations = new ArrayList<>();
        encoder.drain(
            models::isReady,
            operations::add,
            letter -> {
              throw new AssertionError(letter.error());
            },
            () -> {});
        assertThat(operations)
            .extracting(write -> write.index() + write.version())
            .containsExactly("serving" + version);
        assertThat(encoder.size()).isZero();
        assertThat(encoder.held()).isEqualTo(1);
      }
      assertThat(drained(encoder))
          .extracting(write -> write.index() + write.version())
          .containsExactly("built2");
      assertThat(encoder.held()).isZero();
      assertThat(models.isReady(built)).isTrue();
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
      DocumentEncoder encoder = encoder(models, new Indices());
      for (ModelVersion.Decision version : List.of(one, other, queries)) {
        encoder.add(target("i" + version.step(), version), upsert("x", 1, "", "silver bridge"));
      }
      Map<String, float[]> vectors = new HashMap<>();
      for (IndexOperation operation : drained(encoder)) {
        vectors.put(operation.index(), vectors(operation)[0]);
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
