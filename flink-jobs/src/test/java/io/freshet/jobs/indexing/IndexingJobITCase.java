/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.indexing.encode.OpenSearchIndices;
import io.freshet.jobs.indexing.encode.TargetIndices;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.serving.PassageEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real broker and a real node. */
@ExtendWith(ServersExtension.class)
class IndexingJobITCase {
  private static final int STEADY = 200;
  private static final int MANY = 1000;
  private static final int LONG = 10;

  /** Of vectors: one for all tasks, and one of a task with a prompt of its own. */
  private static final int FIELDS = 2;

  /** One test, for a deployment of its own would take longer than all of this. */
  @Test
  void changesOfMetadataCostNoEncodingAndLongDocumentsAreFoundByEveryPart(
      Servers servers, @TempDir Path directory) throws Exception {
    try (IndexingStack stack =
        new IndexingStack(
            servers,
            directory,
            "unchanged-text: from-state\nchunk-tokens: 24\nchunk-overlap: 4\nmetadata: {tag: keyword, number: long}\ntask-vectors: code")) {
      for (int i = 0; i < MANY; i++) {
        stack.produce(document(i, 1, "a"), true);
      }
      stack.promote(stack.versions.publish(0));
      stack.start();
      ServingGeneration serving = stack.awaitServing(0);
      Map<String, StoredDocument> before = stack.documents(serving, MANY);
      assertThat(before).hasSize(MANY);
      stack.store.refresh(serving.index());
      assertThat(stack.store.count(serving.index())).isEqualTo(MANY);
      for (int i = 0; i < LONG; i++) {
        List<String> parts = parts(stack, serving, document(i, 1, "a"));
        assertThat(parts.size()).as("long").isGreaterThan(3);
        assertThat(before.get(TestDocuments.id(i)).vectors()).hasNumberOfRows(parts.size());
        assertThat(nearest(stack, serving, parts.get(parts.size() - 1)))
            .isEqualTo(TestDocuments.id(i));
      }
      assertTheTaskHasVectorsOfItsOwn(stack, serving);
      long start = stack.gets(serving);
      assertMetadataCostsNoEncoding(stack, serving, 2, "b", 0);
      assertUnchanged(stack, serving, before, 2);
      assertThat(stack.gets(serving) - start)
          .as("vectors of the first generation are in its index alone")
          .isGreaterThanOrEqualTo(FIELDS * MANY);
      long until = stack.gets(serving);
      assertMetadataCostsNoEncoding(stack, serving, 3, "c", FIELDS * MANY);
      assertThat(stack.gets(serving)).as("now they are in the state").isEqualTo(until);
      assertUnchanged(stack, serving, before, 3);
      assertOtherTextsLeaveNoChunkBehind(stack, serving);
      assertReadsOnlyTheVectorsOfEqualTexts(stack, serving);
      assertThat(stack.deadLetters()).isEmpty();
      stack.produce(
          new DocumentChange.Upsert("x", 1, "", "text", Map.of("tag", "c", "number", "many")),
          true);
      stack.flush();
      Eventually.holds("a dead letter", () -> !stack.deadLetters().isEmpty());
      assertThat(stack.deadLetters())
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.reason()).isEqualTo("metadata-type");
                assertThat(letter.error()).contains("'number' is 'many'");
              });
      assertABuildOfOtherQueriesEncodesNoTextAgain(stack, serving);
      stack.assertRuns();
    }
  }

  private static void assertMetadataCostsNoEncoding(
      IndexingStack stack, ServingGeneration serving, long version, String tag, long reused)
      throws Exception {
    long encoded = stack.counted("live-encoder", JobMetrics.ENCODED_TEXTS);
    for (int i = 0; i < MANY; i++) {
      stack.produce(document(i, version, tag), true);
    }
    stack.flush();
    Eventually.holds(
        "all are found by their new metadata",
        () -> {
          stack.assertRuns();
          stack.store.refresh(serving.index());
          return stack.found(serving, new MetadataFilter.Equal("tag", tag), MANY) == MANY;
        });
    assertThat(stack.counted("live-encoder", JobMetrics.ENCODED_TEXTS)).isEqualTo(encoded);
    assertThat(stack.counted("live-encoder", JobMetrics.REUSED_VECTORS))
        .isEqualTo(reused + FIELDS * MANY);
  }

  private static void assertUnchanged(
      IndexingStack stack,
      ServingGeneration serving,
      Map<String, StoredDocument> before,
      long version)
      throws Exception {
    Map<String, StoredDocument> after = stack.documents(serving, MANY);
    before.forEach(
        (id, document) -> {
          StoredDocument now = after.getOrDefault(id, document);
          assertThat(now.version()).as(id).isEqualTo(version);
          assertThat(now.text()).isEqualTo(document.text());
          assertThat(now.vectors()).isDeepEqualTo(document.vectors());
        });
  }

  /** Gives document 0 a short text and deletes document 1; both were long. */
  private static void assertOtherTextsLeaveNoChunkBehind(
      IndexingStack stack, ServingGeneration serving) throws Exception {
    long encoded = stack.counted("live-encoder", JobMetrics.ENCODED_TEXTS);
    stack.produce(TestDocuments.upsert(0, 4), true);
    stack.produce(TestDocuments.delete(1, 4), true);
    stack.flush();
    for (int i : new int[] {0, 1}) {
      Eventually.holds(
          "the change of " + i + " is written",
          () ->
              stack.document(serving.index(), serving.vectorField(), i).orElseThrow().version()
                  == 4);
      for (String part : parts(stack, serving, document(i, 1, "a"))) {
        assertThat(nearest(stack, serving, part)).isNotEqualTo(TestDocuments.id(i));
      }
    }
    assertThat(stack.counted("live-encoder", JobMetrics.ENCODED_TEXTS)).isEqualTo(encoded + FIELDS);
  }

  private static void assertABuildOfOtherQueriesEncodesNoTextAgain(
      IndexingStack stack, ServingGeneration before) throws Exception {
    long encoded = stack.counted("backfill-encoder", JobMetrics.ENCODED_TEXTS);
    stack.promote(stack.versions.publishBeside(1, 0));
    ServingGeneration after = stack.awaitServing(1);
    Map<String, StoredDocument> served = stack.documents(before, MANY);
    Map<String, StoredDocument> built = stack.documents(after, MANY);
    assertThat(built).as("one is deleted").hasSize(MANY - 1);
    built.forEach(
        (id, document) -> {
          StoredDocument same = Optional.ofNullable(served.get(id)).orElseThrow();
          assertThat(document.vectors()).as(id).isDeepEqualTo(same.vectors());
        });
    assertTheTaskHasVectorsOfItsOwn(stack, after);
    long older =
        (long) parts(stack, before, document(0, 1, "a")).size()
            + parts(stack, before, document(1, 1, "a")).size();
    assertThat(stack.counted("backfill-encoder", JobMetrics.ENCODED_TEXTS))
        .as(
            "former texts of the changed and the deleted one, which stand three times in the topic, and what no index takes")
        .isLessThanOrEqualTo(encoded + FIELDS * (3L * older + 1));
  }

  private static void assertReadsOnlyTheVectorsOfEqualTexts(
      IndexingStack stack, ServingGeneration serving) throws Exception {
    try (TargetIndices indices =
        new OpenSearchIndices(stack.config.opensearch().connection()).open()) {
      List<DocumentChange.Upsert> asked =
          List.of(
              document(0, 1, "now another text"),
              document(1, 1, "deleted"),
              document(2, 1, "a"),
              document(LONG, 1, "a"),
              TestDocuments.upsert(LONG + 1, 9),
              document(MANY, 1, "never there"));
      WriteTarget target = stack.writeSet.load().get(0);
      assertThat(target.index()).isEqualTo(serving.index());
      assertThat(indices.vectors(target, target.vectorField(), asked))
          .containsOnlyKeys(TestDocuments.id(2), TestDocuments.id(LONG));
      IndexShape shape = indices.shape(target);
      assertThat(shape.with(List.of())).isEqualTo(stack.config.indexing().shape());
      assertThat(indices.vectors(target, shape.taskVectors().get(0).field(), asked))
          .containsOnlyKeys(TestDocuments.id(2), TestDocuments.id(LONG));
      WriteTarget gone =
          new WriteTarget("gone", target.vectorField(), target.digest(), target.modelUri());
      assertThat(indices.vectors(gone, gone.vectorField(), asked)).isEmpty();
      assertThat(indices.shape(gone)).isEqualTo(IndexShape.PLAIN);
      assertThat(indices.vectors(target, "vector_0", asked)).isEmpty();
    }
  }

  /** Documents 2 and {@link #LONG} are as they were, whatever was done to others. */
  private static void assertTheTaskHasVectorsOfItsOwn(
      IndexingStack stack, ServingGeneration generation) throws Exception {
    ServingGeneration code = generation.forTask(Optional.of("code"));
    assertThat(code.vectorField()).isNotEqualTo(generation.vectorField());
    EmbeddingModel model = stack.versions.model(generation.digest(), generation.modelUri());
    PassageEncoder encoder = new PassageEncoder(model, generation.profile(Optional.of("code")));
    for (int i : new int[] {2, LONG}) {
      List<String> parts = encoder.parts(document(i, 1, "a"), stack.config.indexing().chunking());
      float[][] own = stack.document(code.index(), code.vectorField(), i).orElseThrow().vectors();
      float[][] expected = model.embed(parts, TextRole.DOCUMENT, "code ", 64);
      assertThat(own).hasDimensions(parts.size(), model.dimension());
      for (int part = 0; part < own.length; part++) {
        assertThat(own[part]).containsExactly(expected[part], within(1e-4f));
      }
    }
  }

  /** The first ones are long. */
  private static DocumentChange.Upsert document(int number, long version, String tag) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < (number < LONG ? 6 : 1); i++) {
      text.append(TestDocuments.text(number + i * MANY, 1)).append(' ');
    }
    return new DocumentChange.Upsert(
        TestDocuments.id(number), version, "title", text.toString(), Map.of("tag", tag));
  }

  private static List<String> parts(
      IndexingStack stack, ServingGeneration serving, DocumentChange.Upsert document)
      throws Exception {
    return new PassageEncoder(
            stack.versions.model(serving.digest(), serving.modelUri()), Optional.empty())
        .parts(document, stack.config.indexing().chunking());
  }

  /** The id of the document that is nearest to a text. */
  private static String nearest(IndexingStack stack, ServingGeneration serving, String text)
      throws Exception {
    stack.store.refresh(serving.index());
    EmbeddingModel model = stack.versions.model(serving.digest(), serving.modelUri());
    float[] vector = model.embed(List.of(text), TextRole.DOCUMENT)[0];
    return stack.search.knn(serving, vector, 3).get(0).id();
  }

  @Test
  void newestVersionsAndDeletesStandThroughReplaysAKilledNodeAndABuild(
      Servers servers, @TempDir Path directory) throws Exception {
    try (IndexingStack stack = new IndexingStack(servers, directory, "rollback-window: 1s")) {
      // Of every document the newest comes first and older states after it; every third is deleted.
      for (int i = 0; i < 60; i++) {
        stack.produce(i % 3 == 0 ? TestDocuments.delete(i, 9) : TestDocuments.upsert(i, 9), true);
        stack.produce(TestDocuments.upsert(i, 4), true);
      }
      stack.promote(stack.versions.publish(0));
      stack.start();
      ServingGeneration first = stack.awaitServing(0);
      assertNewest(stack, first, 9);

      servers.openSearch().kill();
      for (int i = 0; i < 60; i++) {
        stack.produce(TestDocuments.upsert(i, 6), true);
        stack.produce(i % 3 == 0 ? TestDocuments.delete(i, 12) : TestDocuments.upsert(i, 12), true);
        stack.produce(TestDocuments.upsert(i, 11), true);
      }
      stack.flush();
      servers.openSearch().restart();
      Eventually.holds(
          "the newest states are written",
          () ->
              stack
                  .document(first.index(), first.vectorField(), 59)
                  .map(document -> document.version() == 12)
                  .orElse(false));
      assertNewest(stack, first, 12);

      stack.promote(stack.versions.publish(10));
      for (int i = 0; i < 60; i++) {
        stack.produce(TestDocuments.upsert(i, 2), true);
      }
      stack.flush();
      ServingGeneration second = stack.awaitServing(10);
      assertNewest(stack, second, 12);
      Eventually.holds(
          "the tombstones of the build are purged",
          () -> stack.document(second.index(), second.vectorField(), 0).isEmpty());

      Eventually.holds("the former is deleted", () -> !stack.store.exists(first.index()));
      assertNewest(stack, second, 12);
      assertThat(stack.writeSet.load())
          .extracting(WriteTarget::index)
          .containsExactly(second.index());
      Eventually.holds(
          "the end of the former is announced",
          () ->
              stack.announced().stream()
                  .filter(record -> record.index().equals(first.index()))
                  .map(GenerationRecord::state)
                  .anyMatch("RETIRED"::equals));
      assertThat(
              stack.announced().stream()
                  .filter(record -> record.index().equals(first.index()))
                  .map(GenerationRecord::state)
                  .distinct())
          .containsExactly(
              "CREATED",
              "BACKFILLING",
              "CATCHING_UP",
              "VALIDATING",
              "SERVING",
              "RETIRING",
              "RETIRED");
    }
  }

  private static void assertNewest(IndexingStack stack, ServingGeneration generation, long version)
      throws Exception {
    stack.store.refresh(generation.index());
    assertThat(stack.store.count(generation.index())).isEqualTo(40);
    for (int i = 0; i < 60; i++) {
      Optional<StoredDocument> document =
          stack.document(generation.index(), generation.vectorField(), i);
      if (i % 3 == 0) {
        assertThat(document.map(StoredDocument::deleted).orElse(true)).as("%d", i).isTrue();
      } else {
        assertThat(document.orElseThrow().version()).as("%d", i).isEqualTo(version);
        assertThat(document.orElseThrow().text()).isEqualTo(TestDocuments.text(i, version));
      }
    }
  }

  @Test
  void malformedDocumentsBecomeDeadLettersAndTheJobGoesOn(Servers servers, @TempDir Path directory)
      throws Exception {
    try (IndexingStack stack = new IndexingStack(servers, directory, "")) {
      stack.promote(stack.versions.publish(0));
      stack.produce("bad-1", "{\"id\": \"bad-1\", \"text\": ");
      stack.produce("bad-2", "[1, 2]");
      for (int i = 0; i < 20; i++) {
        stack.produce(TestDocuments.upsert(i, 1), false);
      }
      stack.start();
      ServingGeneration serving = stack.awaitServing(0);
      stack.produce("bad-3", "{\"text\": 7}");
      stack.produce(TestDocuments.upsert(20, 1), false);
      stack.flush();
      Eventually.holds(
          "documents after a malformed one are indexed",
          () -> stack.document(serving.index(), serving.vectorField(), 20).isPresent());
      Eventually.holds("three dead letters", () -> stack.deadLetters().size() >= 3);
      assertThat(stack.deadLetters())
          .extracting(DeadLetter::stage)
          .as("each once, though live branch and build have both read them")
          .hasSize(3);
      stack.store.refresh(serving.index());
      assertThat(stack.store.count(serving.index())).isEqualTo(21);
    }
  }

  @Test
  void buildsArePausedHurriedAbandonedAndSuperseded(Servers servers, @TempDir Path directory)
      throws Exception {
    try (IndexingStack stack =
        new IndexingStack(servers, directory, "backfill-documents-per-second: 20")) {
      for (int i = 0; i < STEADY; i++) {
        stack.produce(TestDocuments.upsert(i, 1), false);
      }
      stack.promote(stack.versions.publish(0));
      stack.start();
      String first = stack.awaitProgress(1, 0.01);
      stack.wish(first, Wish.PAUSE, OptionalInt.empty());
      stack.wish(first, Wish.RUN, OptionalInt.of(0));
      assertThat(stack.awaitServing(0).index()).isEqualTo(first);

      stack.promote(stack.versions.publish(10));
      String second = stack.awaitProgress(2, 0.01);
      stack.wish(second, Wish.ABANDON, OptionalInt.empty());
      stack.awaitState(second, "ABANDONED", "abandoned by a person");

      stack.promote(stack.versions.publish(20));
      String third = stack.awaitProgress(3, 0.01);
      ModelVersion.Decision newest = stack.versions.publish(30);
      stack.promote(newest);
      stack.awaitState(third, "ABANDONED", "superseded by version " + newest.name());
      stack.wish(stack.awaitProgress(4, 0.01), Wish.RUN, OptionalInt.of(0));
      ServingGeneration serving = stack.awaitServing(30);

      stack.store.refresh(serving.index());
      assertThat(stack.store.count(serving.index())).isEqualTo(STEADY);
      Eventually.holds(
          "the indices that were given up are deleted",
          () -> !stack.store.exists(second) && !stack.store.exists(third));
      assertThat(stack.writeSet.load())
          .extracting(WriteTarget::index)
          .containsExactly(first, serving.index());
      stack.assertRuns();
    }
  }
}
