/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static io.freshet.connectors.opensearch.sink.Fixture.CONTEXT;
import static io.freshet.connectors.opensearch.sink.Fixture.put;
import static io.freshet.connectors.opensearch.sink.Fixture.spec;
import static io.freshet.connectors.opensearch.sink.Fixture.target;
import static io.freshet.connectors.opensearch.sink.Fixture.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.BothAnswers;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.HitDetail;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.FencedException;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.IndexBuild;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.Lease;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.SwapResult;
import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.connectors.opensearch.generations.WriteSetStore;
import io.freshet.connectors.records.Origin;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Against a real node with the k-NN plugin. */
@ExtendWith(ServersExtension.class)
class GenerationsITCase {

  private static final String FIRST = "aaaaaaaa11111111";
  private static final String SECOND = "bbbbbbbb22222222";

  private final Servers servers;
  private final ConnectionSettings settings;
  private final String alias = Servers.unique("docs");
  private final Fixture.Letters letters = new Fixture.Letters();
  private final GenerationSpec spec = spec(alias, 1, FIRST);
  private OpenSearchConnection connection;
  private GenerationStore generations;
  private WriteSetStore writeSet;
  private SearchClient search;
  private DocumentReader reader;
  private BulkPipeline<IndexOperation> pipeline;

  GenerationsITCase(Servers servers) {
    this.servers = servers;
    this.settings = ConnectionSettings.of(servers.openSearch().url());
  }

  @BeforeEach
  void open() throws IOException {
    connection = OpenSearchConnection.open(settings);
    generations = new GenerationStore(connection);
    writeSet = new WriteSetStore(connection, alias);
    search = new SearchClient(connection);
    reader = new DocumentReader(connection);
    pipeline = new BulkPipeline<>(Fixture.sink(settings, alias, letters), "test-bulk", () -> {});
    generations.create(spec);
  }

  @AfterEach
  void close() throws IOException {
    pipeline.close();
    connection.close();
  }

  private void write(IndexOperation... operations) throws IOException, InterruptedException {
    for (IndexOperation operation : operations) {
      pipeline.write(operation, CONTEXT);
      // One request each: the order in which they arrive is then the order written here.
      pipeline.drain();
    }
  }

  private Map<String, StoredDocument> read(String... ids) throws OpenSearchFailure {
    return reader.read(spec.index(), spec.vectorField(), List.of(ids));
  }

  @Test
  void indexTellsOfItself() throws IOException {
    assertThat(connection.serverVersion()).matches("2\\.19\\.\\d+|3\\.\\d+\\.\\d+");
    assertThat(generations.generation(spec.index())).contains(spec.generation());
    assertThat(generations.sources(spec.index())).isEqualTo(spec.sources());
    assertThat(generations.list(alias)).containsExactly(spec.generation());
    GenerationSpec similar = spec(alias + "-german", 1, SECOND);
    generations.create(similar);
    assertThat(generations.list(alias)).containsExactly(spec.generation());
    assertThat(generations.generation(alias + "-no")).isEmpty();
  }

  @Test
  void creatingTwiceIsCreatingOnce() throws IOException {
    generations.create(spec);
    GenerationSpec other =
        new GenerationSpec(
            spec.index(),
            GenerationSpec.vectorField(SECOND),
            2,
            "2-bbbbbbbb",
            2,
            SECOND,
            "file:///models/2",
            1,
            0,
            16,
            100,
            Map.of());
    assertThatThrownBy(() -> generations.create(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delete it");
  }

  @Test
  void exactSearchLooksAtAllVectorsAndTellsWhatIsThere() throws Exception {
    write(
        put(spec, "near", 1, "near", 1, 0),
        put(spec, "far", 1, "far", 0, 1),
        put(spec, "gone", 1, "gone", 1, 0),
        tombstone(spec, "gone", 2));
    generations.refresh(spec.index());
    assertThat(search.exactAsync(spec.generation(), new float[] {1, 0}, 10).join())
        .extracting(Hit::id)
        .containsExactly("near", "far");
    assertThat(search.presentAsync(spec.index(), List.of("near", "gone", "never")).join())
        .containsExactly("near");
  }

  @Test
  void aTaskIsSearchedAmongVectorsOfItsOwn() throws Exception {
    DocumentProfile prompted = new DocumentProfile("code: ", 64, Optional.empty());
    DocumentProfile projected = new DocumentProfile("", 32, Optional.of("pairs"));
    for (Optional<Chunking> chunking :
        List.of(Optional.<Chunking>empty(), Optional.of(new Chunking(128, 16, 8)))) {
      int number = chunking.isEmpty() ? 2 : 3;
      IndexShape shape =
          new IndexShape(
              chunking,
              Map.of(),
              List.of(
                  new TaskVectors(
                      GenerationSpec.vectorField(SECOND, prompted),
                      2,
                      prompted,
                      List.of("code", "more code")),
                  new TaskVectors(
                      GenerationSpec.vectorField(SECOND, projected),
                      3,
                      projected,
                      List.of("pairs"))));
      GenerationSpec several = Fixture.shaped(alias, number, SECOND, shape);
      generations.create(several);
      ServingGeneration generation = generations.generation(several.index()).orElseThrow();
      assertThat(generation).isEqualTo(several.generation());
      assertThat(generations.shape(several.index())).isEqualTo(shape);
      assertThat(generation.forTask(Optional.of("other"))).isEqualTo(generation);
      assertThat(generation.profile(Optional.of("other"))).isEmpty();
      assertThat(generation.profile(Optional.of("more code"))).contains(prompted);
      ServingGeneration code = generation.forTask(Optional.of("code"));
      ServingGeneration pairs = generation.forTask(Optional.of("pairs"));
      float[] east = {1, 0};
      float[] north = {0, 1};
      write(
          several(generation, "a", east, north, new float[] {0, 0, 1}),
          several(generation, "b", north, east, new float[] {0, 1, 0}));
      generations.refresh(several.index());
      assertThat(search.knn(generation, east, 1)).extracting(Hit::id).containsExactly("a");
      assertThat(search.knn(code, east, 1)).extracting(Hit::id).containsExactly("b");
      assertThat(search.knn(pairs, new float[] {0, 0, 1}, 1))
          .extracting(Hit::id)
          .containsExactly("a");
      assertThatThrownBy(() -> search.knn(pairs, east, 1))
          .as("a query that went through no projection")
          .isInstanceOf(OpenSearchFailure.class);
    }
  }

  private static IndexOperation.Put several(
      ServingGeneration generation, String id, float[] plain, float[] code, float[] pairs) {
    return new IndexOperation.Put(
        generation.index(),
        id,
        1,
        Map.of(
            generation.vectorField(),
            new float[][] {plain},
            generation.forTask(Optional.of("code")).vectorField(),
            new float[][] {code},
            generation.forTask(Optional.of("pairs")).vectorField(),
            new float[][] {pairs}),
        "",
        id,
        Map.of(),
        Map.of(),
        new Origin("documents", 1, 1, 1_000));
  }

  @Test
  void theNearestChunkStandsForItsDocument() throws Exception {
    GenerationSpec chunked =
        Fixture.shaped(
            alias, 2, SECOND, new IndexShape(Optional.of(new Chunking(128, 16, 8)), Map.of()));
    generations.create(chunked);
    ServingGeneration generation = generations.generation(chunked.index()).orElseThrow();
    assertThat(generation).isEqualTo(chunked.generation());
    assertThat(generations.shape(chunked.index())).isEqualTo(chunked.shape());
    assertThat(generations.shape(spec.index())).isEqualTo(IndexShape.PLAIN);
    write(
        chunks(chunked, "both", 1, "java", new float[] {0, 1}, new float[] {0.8f, 0.6f}),
        chunks(chunked, "near", 1, "java", new float[] {1, 0}),
        chunks(chunked, "far", 1, "perl", new float[] {0, 1}, new float[] {-0.6f, 0.8f}),
        chunks(chunked, "gone", 1, "perl", new float[] {1, 0}, new float[] {0, 1}),
        tombstone(chunked, "gone", 2),
        chunks(chunked, "shrunk", 1, "perl", new float[] {1, 0}, new float[] {0.6f, 0.8f}),
        chunks(chunked, "shrunk", 2, "perl", new float[] {-1, 0}),
        chunks(chunked, "shrunk", 1, "perl", new float[] {1, 0}));
    generations.refresh(chunked.index());
    assertThat(generations.count(chunked.index())).isEqualTo(4);

    float[] query = {1, 0};
    Map<String, Double> expected = Map.of("near", 1.0, "both", 0.8, "far", 0.0, "shrunk", -1.0);
    for (List<Hit> hits :
        List.of(
            search.knn(generation, query, 10), search.exactAsync(generation, query, 10).join())) {
      assertThat(hits).extracting(Hit::id).containsExactly("near", "both", "far", "shrunk");
      for (Hit hit : hits) {
        assertThat(SearchClient.dotProduct(hit.score()))
            .as(hit.id())
            .isCloseTo(expected.get(hit.id()), within(1e-6));
      }
    }
    assertThat(search.knn(generation, new float[] {0, 1}, 2))
        .as("one document a hit, however many of its chunks are near")
        .extracting(Hit::id)
        .containsExactlyInAnyOrder("both", "far");
    List<MetadataFilter> perl = List.of(new MetadataFilter.Equal("language", "perl"));
    assertThat(search.nearestAsync(generation, query, 2, perl, HitDetail.TEXTS).join())
        .as("filters look at the document and not at its chunks")
        .extracting(Hit::id)
        .containsExactly("far", "shrunk");
    assertThat(
            search
                .bothAsync(generation, query, "near", 5, List.of(), HitDetail.SCORE)
                .join()
                .words())
        .extracting(Hit::id)
        .containsExactly("near");
    StoredDocument both =
        reader.read(chunked.index(), generation.vectorField(), List.of("both")).get("both");
    assertThat(both.vectors()).isDeepEqualTo(new float[][] {{0, 1}, {0.8f, 0.6f}});
    assertThatThrownBy(() -> search.knn(spec.generation(), new float[] {1, 0, 0}, 1))
        .isInstanceOf(OpenSearchFailure.class);
  }

  @Test
  void metadataAreComparedByTheirTypes() throws Exception {
    Map<String, MetadataType> types =
        Map.of(
            "price",
            MetadataType.DOUBLE,
            "stock",
            MetadataType.LONG,
            "shop.published",
            MetadataType.DATE,
            "tags",
            MetadataType.KEYWORDS,
            "new",
            MetadataType.BOOLEAN);
    GenerationSpec typed =
        Fixture.shaped(
            alias, 2, SECOND, new IndexShape(Optional.of(new Chunking(128, 16, 8)), types));
    generations.create(typed);
    ServingGeneration generation = generations.generation(typed.index()).orElseThrow();
    assertThat(generation).isEqualTo(typed.generation());
    write(
        typed(typed, "cheap", Map.of("price", "9.5", "stock", "100", "tags", "red, blue")),
        typed(typed, "dear", Map.of("price", "10", "stock", "9", "shop.published", "2026-03-01")),
        typed(typed, "late", Map.of("shop.published", "2026-03-01T23:30:00-01:00", "new", "true")),
        typed(typed, "wrong", Map.of("price", "10", "stock", "some")),
        typed(typed, "untyped", Map.of("colour", "red")));
    generations.refresh(typed.index());
    assertThat(letters.taken)
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo("metadata-type");
              assertThat(letter.error()).contains("'stock' is 'some' and must be a whole number");
            });
    Map<MetadataFilter, List<String>> expected =
        Map.of(
            new MetadataFilter.AtMost("price", "9.75"), List.of("cheap"),
            new MetadataFilter.AtLeast("price", "9.5"), List.of("cheap", "dear"),
            new MetadataFilter.Equal("price", "10.0"), List.of("dear"),
            new MetadataFilter.AtLeast("stock", "10"), List.of("cheap"),
            new MetadataFilter.Equal("tags", "blue"), List.of("cheap"),
            new MetadataFilter.AtMost("shop.published", "2026-03-01"), List.of("dear"),
            new MetadataFilter.AtLeast("shop.published", "2026-03-02"), List.of("late"),
            new MetadataFilter.Equal("new", "true"), List.of("late"),
            new MetadataFilter.Equal("colour", "red"), List.of("untyped"));
    for (Map.Entry<MetadataFilter, List<String>> entry : expected.entrySet()) {
      List<MetadataFilter> filters = List.of(entry.getKey());
      BothAnswers both =
          search
              .bothAsync(generation, new float[] {1, 0}, "words", 9, filters, HitDetail.SCORE)
              .join();
      for (List<Hit> hits :
          List.of(
              both.vectors(),
              both.words(),
              search
                  .nearestAsync(generation, new float[] {1, 0}, 9, filters, HitDetail.TEXTS)
                  .join(),
              search.wordsAsync(generation, "words", 9, filters, HitDetail.TEXTS).join())) {
        assertThat(hits)
            .as("%s", entry.getKey())
            .extracting(Hit::id)
            .containsExactlyInAnyOrderElementsOf(entry.getValue());
      }
    }
    assertThatThrownBy(
            () ->
                OpenSearchFailure.join(
                    search.wordsAsync(
                        generation,
                        "words",
                        9,
                        List.of(new MetadataFilter.AtMost("price", "little")),
                        HitDetail.TEXTS)))
        .isInstanceOf(OpenSearchFailure.class)
        .hasMessageContaining("the filter on 'price' says 'little', which is not a number");
  }

  private static IndexOperation.Put typed(
      GenerationSpec spec, String id, Map<String, String> metadata) {
    return new IndexOperation.Put(
        spec.index(),
        id,
        1,
        Map.of(spec.generation().vectorField(), new float[][] {{1, 0}}),
        "",
        "words",
        metadata,
        spec.shape().types(),
        new Origin("documents", 1, 1, 1_000));
  }

  private static IndexOperation.Put chunks(
      GenerationSpec spec, String id, long version, String language, float[]... vectors) {
    return new IndexOperation.Put(
        spec.index(),
        id,
        version,
        Map.of(spec.generation().vectorField(), vectors),
        "",
        id,
        Map.of("language", language),
        Map.of(),
        new Origin("documents", 1, version, 1_000));
  }

  @Test
  void dotProductsAreToldByScores() throws Exception {
    write(
        put(spec, "same", 1, "same", 1, 0),
        put(spec, "near", 1, "near", 0.8f, 0.6f),
        put(spec, "zero", 1, "zero", 0, 0),
        put(spec, "against", 1, "against", -0.6f, 0.8f));
    generations.refresh(spec.index());
    float[] query = {1, 0};
    Map<String, Double> expected = Map.of("same", 1.0, "near", 0.8, "zero", 0.0, "against", -0.6);
    for (List<Hit> hits :
        List.of(
            search.knn(spec.generation(), query, 4),
            search.exactAsync(spec.generation(), query, 4).join())) {
      assertThat(hits).extracting(Hit::id).containsExactly("same", "near", "zero", "against");
      for (Hit hit : hits) {
        assertThat(SearchClient.dotProduct(hit.score()))
            .as(hit.id())
            .isCloseTo(expected.get(hit.id()), within(1e-6));
      }
    }
  }

  @Test
  void newestVersionStandsWhateverTheOrder() throws Exception {
    write(
        put(spec, "a", 5, "five", 1, 0),
        put(spec, "a", 3, "three", 0, 1),
        put(spec, "a", 5, "five", 1, 0),
        put(spec, "b", 0, "zero", 0, 1));
    assertThat(pipeline.statistics().stale.getCount()).isEqualTo(1);
    assertThat(pipeline.statistics().stored.getCount()).isEqualTo(3);
    StoredDocument a = read("a", "b", "no").get("a");
    assertThat(a.version()).isEqualTo(5);
    assertThat(a.text()).isEqualTo("five");
    assertThat(a.vector()).containsExactly(1, 0);
    assertThat(read("a", "b", "no")).containsOnlyKeys("a", "b");
    assertThat(letters.taken).isEmpty();
  }

  @Test
  void deletesStayDeletedThroughKillAndRestart() throws Exception {
    write(put(spec, "a", 5, "five", 1, 0), tombstone(spec, "a", 7), put(spec, "a", 6, "six", 1, 0));
    assertThat(read("a").get("a").deleted()).isTrue();
    servers.openSearch().kill();
    // Written while the node is away: held back, not failed.
    pipeline.write(put(spec, "a", 6, "six", 1, 0), CONTEXT);
    pipeline.write(put(spec, "b", 8, "eight", 0, 1), CONTEXT);
    pipeline.send();
    servers.openSearch().restart();
    pipeline.drain();
    assertThat(read("a").get("a").deleted()).isTrue();
    assertThat(read("a").get("a").version()).isEqualTo(7);
    assertThat(read("b").get("b").text()).isEqualTo("eight");
    assertThat(pipeline.statistics().retried.getCount()).isPositive();
    generations.refresh(spec.index());
    assertThat(generations.count(spec.index())).isEqualTo(1);
  }

  @Test
  void searchesLeaveTombstonesOut() throws Exception {
    assertThat(search.knn(spec.generation(), new float[] {1, 0}, 2)).isEmpty();
    write(
        put(spec, "a", 1, "fetch the offsets", 1, 0),
        put(spec, "b", 2, "fetchOffsets of a consumer", 0.8f, 0.6f),
        put(spec, "c", 3, "something else", 0, 1),
        put(spec, "zero", 4, "a vector of zeros", 0, 0),
        put(spec, "gone", 5, "fetch offsets", 1, 0),
        tombstone(spec, "gone", 6));
    generations.refresh(spec.index());
    assertThat(generations.count(spec.index())).isEqualTo(4);
    List<Hit> near = search.knn(spec.generation(), new float[] {1, 0}, 2);
    assertThat(near).extracting(Hit::id).containsExactly("a", "b");
    assertThat(near.get(0).title()).isEqualTo("title of a");
    assertThat(search.knnAsync(spec.generation(), new float[] {0, 1}, 1).get())
        .extracting(Hit::id)
        .containsExactly("c");
    assertThat(search.match(spec.index(), "fetch offsets", 10))
        .extracting(Hit::id)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(search.matchAsync(spec.index(), "nowhere", 10).get()).isEmpty();
  }

  @Test
  void conditionsOnMetadataHoldForVectorsAndWords() throws Exception {
    write(
        withMetadata("a", 1, Map.of("language", "java", "day", "2026-01-01")),
        withMetadata("b", 2, Map.of("language", "java", "day", "2026-03-01")),
        withMetadata("c", 3, Map.of("language", "rust", "day", "2026-02-01")),
        withMetadata("d", 4, Map.of()),
        tombstone(spec, "b", 5));
    write(withMetadata("e", 6, Map.of("language", "java", "day", "2026-05-01")));
    generations.refresh(spec.index());
    Map<List<MetadataFilter>, List<String>> expected =
        Map.of(
            List.of(),
            List.of("a", "c", "d", "e"),
            List.of(new MetadataFilter.Equal("language", "java")),
            List.of("a", "e"),
            List.of(new MetadataFilter.AtLeast("day", "2026-02-01")),
            List.of("c", "e"),
            List.of(
                new MetadataFilter.AtLeast("day", "2026-01-01"),
                new MetadataFilter.AtMost("day", "2026-02-01"),
                new MetadataFilter.Equal("language", "rust")),
            List.of("c"),
            List.of(new MetadataFilter.Equal("language", "none")),
            List.of());
    for (Map.Entry<List<MetadataFilter>, List<String>> one : expected.entrySet()) {
      BothAnswers both =
          search
              .bothAsync(
                  spec.generation(), new float[] {1, 0}, "words", 10, one.getKey(), HitDetail.SCORE)
              .join();
      assertThat(both.vectors())
          .as("%s", one.getKey())
          .extracting(Hit::id)
          .containsExactlyInAnyOrderElementsOf(one.getValue());
      assertThat(both.words())
          .as("%s", one.getKey())
          .extracting(Hit::id)
          .containsExactlyInAnyOrderElementsOf(one.getValue());
    }
    assertThat(
            search
                .wordsAsync(
                    spec.generation(),
                    "words",
                    10,
                    List.of(new MetadataFilter.Equal("language", "rust")),
                    HitDetail.TEXTS)
                .join())
        .extracting(Hit::text)
        .containsExactly("words");
    ServingGeneration wrong =
        new ServingGeneration(spec.index(), "vector_bbbbbbbb", SECOND, "2-bbbbbbbb", 2, "");
    assertThatThrownBy(
            () ->
                search
                    .bothAsync(wrong, new float[] {1, 0}, "words", 1, List.of(), HitDetail.SCORE)
                    .join())
        .hasCauseInstanceOf(OpenSearchFailure.class)
        .hasMessageContaining("status 400");
  }

  private IndexOperation withMetadata(String id, long version, Map<String, String> metadata) {
    return new IndexOperation.Put(
        spec.index(), id, version, spec.vectorField(), new float[] {1, 0}, "", "words", metadata);
  }

  @Test
  void anotherVersionsQueryIsAnError() {
    GenerationSpec foreign = spec(alias, 1, FIRST);
    ServingGeneration wrong =
        new ServingGeneration(foreign.index(), "vector_bbbbbbbb", SECOND, "2-bbbbbbbb", 2, "");
    assertThatThrownBy(() -> search.knn(wrong, new float[] {1, 0}, 1))
        .isInstanceOfSatisfying(
            OpenSearchFailure.class, e -> assertThat(e.status()).isEqualTo(400));
    ServingGeneration gone =
        new ServingGeneration(alias + "-g9-bbbbbbbb", "vector_bbbbbbbb", SECOND, "9-b", 2, "");
    assertThatThrownBy(() -> search.knn(gone, new float[] {1, 0}, 1))
        .isInstanceOfSatisfying(
            OpenSearchFailure.class, e -> assertThat(e.status()).isEqualTo(404));
    assertThatThrownBy(() -> search.knnAsync(gone, new float[] {1, 0}, 1).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(OpenSearchFailure.class);
  }

  @Test
  void refusedDocumentsBecomeDeadLettersAndOthersAreStored() throws Exception {
    String longId = "x".repeat(600);
    pipeline.write(put(spec, "good", 1, "text", 1, 0), CONTEXT);
    pipeline.write(put(spec, "dimension", 2, "text", 1, 0, 0), CONTEXT);
    pipeline.write(
        new IndexOperation.Put(
            spec.index(), "field", 3, "vector_other", new float[] {1, 0}, "", "text", Map.of()),
        CONTEXT);
    pipeline.write(put(spec, "finite", 4, "text", Float.NaN, 0), CONTEXT);
    pipeline.write(put(spec, longId, 5, "text", 1, 0), CONTEXT);
    pipeline.write(put(spec, "large", 6, "text ".repeat(300_000), 1, 0), CONTEXT);
    pipeline.write(put(spec, "surrogate", 7, "broken \ud800 text", 1, 0), CONTEXT);
    pipeline.write(put(spec, "also good", 8, "text", 1, 0), CONTEXT);
    pipeline.drain();
    assertThat(letters.taken)
        .extracting(letter -> letter.origin().offset(), letter -> letter.reason())
        .containsExactlyInAnyOrder(
            tuple(2L, "mapping"),
            tuple(3L, "mapping"),
            tuple(4L, "non-finite-vector"),
            tuple(5L, "action-request-validation"),
            tuple(6L, "too-large"));
    var dimension =
        letters.taken.stream().filter(l -> l.origin().offset() == 2).findFirst().orElseThrow();
    assertThat(new String(dimension.key(), StandardCharsets.UTF_8)).isEqualTo("dimension");
    assertThat(new String(dimension.value(), StandardCharsets.UTF_8)).startsWith("{\"title\":");
    assertThat(dimension.error()).contains(spec.index()).contains("dimension");
    assertThat(read("good", "also good", "surrogate", "dimension"))
        .containsOnlyKeys("good", "also good", "surrogate");
  }

  @Test
  void writesToAnIndexThatLeftTheWriteSetAreDropped() throws Exception {
    Lease lease = writeSet.acquire("test");
    GenerationSpec second = spec(alias, 2, SECOND);
    writeSet.save(lease, List.of(target(spec)));
    // Most clusters make missing indices by themselves; not this one, and not of that name.
    automaticIndices("true");
    try {
      pipeline.write(put(second, "a", 1, "text", 1, 0), CONTEXT);
      pipeline.write(put(spec, "a", 1, "text", 1, 0), CONTEXT);
      pipeline.drain();
    } finally {
      automaticIndices("false");
    }
    assertThat(pipeline.statistics().abandoned.getCount()).isEqualTo(1);
    assertThat(pipeline.statistics().stored.getCount()).isEqualTo(1);
    assertThat(generations.exists(second.index())).isFalse();
    writeSet.save(lease, List.of(target(spec), target(second)));
    pipeline.write(put(second, "a", 2, "text", 1, 0), CONTEXT);
    assertThatThrownBy(() -> pipeline.drain())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in the write set and does not exist");
  }

  private void automaticIndices(String value) throws OpenSearchFailure {
    ObjectNode body = OpenSearchConnection.newObject();
    body.putObject("transient").put("action.auto_create_index", value);
    connection.call("PUT", "/_cluster/settings", Map.of(), body).orThrow("change the cluster");
  }

  @Test
  void aliasIsComparedAndSwapped() throws IOException {
    GenerationSpec second = spec(alias, 2, SECOND);
    generations.create(second);
    assertThat(generations.serving(alias)).isEmpty();
    assertThat(generations.swap(alias, Optional.empty(), alias + "-g7-cccccccc"))
        .isEqualTo(new SwapResult.NoIndex(alias + "-g7-cccccccc"));
    assertThat(generations.swap(alias, Optional.empty(), spec.index()))
        .isEqualTo(new SwapResult.Swapped(spec.index()));
    assertThat(generations.swap(alias, Optional.empty(), spec.index()))
        .isEqualTo(new SwapResult.Swapped(spec.index()));
    assertThat(generations.serving(alias)).contains(spec.generation());
    assertThat(generations.swap(alias, Optional.empty(), second.index()))
        .isEqualTo(new SwapResult.Conflict(List.of(spec.index())));
    assertThat(generations.swap(alias, Optional.of(alias + "-g0-cccccccc"), second.index()))
        .isEqualTo(new SwapResult.Conflict(List.of(spec.index())));
    assertThat(generations.swap(alias, Optional.of(spec.index()), alias + "-g7-cccccccc"))
        .isEqualTo(new SwapResult.NoIndex(alias + "-g7-cccccccc"));
    assertThat(generations.serving(alias)).contains(spec.generation());
    assertThat(generations.swap(alias, Optional.of(spec.index()), second.index()))
        .isEqualTo(new SwapResult.Swapped(second.index()));
    assertThat(generations.swap(alias, Optional.of(spec.index()), second.index()))
        .isEqualTo(new SwapResult.Swapped(second.index()));
    assertThat(generations.resolve(alias)).containsExactly(second.index());
    generations.delete(spec.index());
    generations.delete(spec.index());
    assertThat(generations.list(alias)).containsExactly(second.generation());
  }

  @Test
  void anIndexHasNeitherCopiesNorRefreshesWhileItIsBuilt() throws Exception {
    IndexBuild build = new IndexBuild(connection);
    GenerationSpec second = spec(alias, 2, SECOND);
    build.create(second);
    build.create(second);
    assertThat(refreshAndReplicas(second.index())).containsExactly("-1", "0");
    write(put(second, "a", 1, "a", 1, 0));
    generations.refresh(second.index());
    assertThat(generations.count(second.index())).as("told to, it refreshes").isEqualTo(1);
    build.finish(second.index(), 1);
    assertThat(refreshAndReplicas(second.index())).containsExactly("1s", "1");
    assertThat(build.isCopied(second.index()))
        .as("the only node cannot take the copy, and nothing waits for another one")
        .isTrue();
    build.finish(second.index(), 0);
    assertThat(refreshAndReplicas(second.index()))
        .as("a second time nothing is done: it may be somebody's own by now")
        .containsExactly("1s", "1");
    assertThatThrownBy(() -> build.finish(alias + "-g9-no", 0))
        .isInstanceOf(OpenSearchFailure.class);
  }

  private List<String> refreshAndReplicas(String index) throws OpenSearchFailure {
    JsonNode settings =
        connection
            .call("GET", "/" + index + "/_settings", Map.of())
            .orThrow("read settings")
            .body()
            .path(index)
            .path("settings")
            .path("index");
    return List.of(
        settings.path("refresh_interval").asText(), settings.path("number_of_replicas").asText());
  }

  @Test
  void quantizedVectorsAreFoundAndReadAsFloats() throws Exception {
    GenerationSpec quantized = Fixture.quantized(alias, 2, SECOND);
    generations.create(quantized);
    assertThat(generations.generation(quantized.index())).contains(quantized.generation());
    write(
        put(quantized, "same", 1, "same", 1, 0),
        put(quantized, "near", 1, "near", 0.8f, 0.6f),
        put(quantized, "zero", 1, "zero", 0, 0),
        put(quantized, "against", 1, "against", -0.6f, 0.8f),
        put(quantized, "gone", 1, "gone", 1, 0),
        tombstone(quantized, "gone", 2));
    generations.refresh(quantized.index());
    float[] query = {1, 0};
    assertThat(search.knn(quantized.generation(), query, 4))
        .extracting(Hit::id)
        .containsExactly("same", "near", "zero", "against");
    assertThat(search.exactAsync(quantized.generation(), query, 2).join())
        .extracting(hit -> SearchClient.dotProduct(hit.score()))
        .as("exact searches take the floats")
        .satisfiesExactly(
            same -> assertThat(same).isCloseTo(1, within(1e-6)),
            near -> assertThat(near).isCloseTo(0.8, within(1e-6)));
    StoredDocument near =
        reader.read(quantized.index(), quantized.vectorField(), List.of("near")).get("near");
    assertThat(near.vector()).containsExactly(0.8f, 0.6f);
    assertThat(
            connection
                .call("GET", "/" + quantized.index() + "/_mapping", Map.of())
                .body()
                .findPath("encoder")
                .path("name")
                .asText())
        .isEqualTo("sq");
  }

  @Test
  void secondControllerFencesTheFirst() throws Exception {
    assertThat(writeSet.load()).isEmpty();
    Lease first = writeSet.acquire("first");
    writeSet.save(first, List.of(target(spec)));
    writeSet.check(first);
    Lease second = writeSet.acquire("second");
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    assertThat(writeSet.load()).containsExactly(target(spec));
    assertThatThrownBy(() -> writeSet.check(first)).isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> writeSet.save(first, List.of()))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("second");
    writeSet.save(second, List.of());
    assertThat(writeSet.load()).isEmpty();
  }

  @Test
  void racingControllersGetDifferentEpochs() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Lease>> leases =
          threads.invokeAll(
              Collections.nCopies(12, () -> writeSet.acquire("racer")), 60, TimeUnit.SECONDS);
      var epochs = new TreeSet<Long>();
      for (Future<Lease> lease : leases) {
        epochs.add(lease.get().epoch());
      }
      assertThat(epochs).hasSize(12).contains(1L, 12L);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void unreachableClusterIsATransientFailure() throws Exception {
    try (OpenSearchConnection nowhere =
        OpenSearchConnection.open(ConnectionSettings.of("http://127.0.0.1:1"))) {
      assertThatThrownBy(nowhere::serverVersion)
          .isInstanceOfSatisfying(
              OpenSearchFailure.class, e -> assertThat(e.isTransient()).isTrue());
    }
    assertThatThrownBy(() -> OpenSearchConnection.open(ConnectionSettings.of("localhost:9200")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://host:9200");
  }
}
