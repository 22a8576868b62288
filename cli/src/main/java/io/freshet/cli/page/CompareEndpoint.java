/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.BothAnswers;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.service.SearchFields;
import io.freshet.service.http.Answer;
import io.freshet.service.http.Endpoint;
import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import io.freshet.serving.Fusion;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /page/search}: one query in the serving generation by vectors, by words and by both,
 * and by vectors in another generation beside it; with every document, its place and score in each.
 */
record CompareEndpoint(PageSearches searches) implements Endpoint {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int USUAL = 10;
  private static final int MOST = 50;

  /** Where a document stands in one list, counted from 1, and by what number. */
  private record Place(int rank, double score) {}

  private record Request(
      String text,
      Optional<QueryProfile> task,
      List<MetadataFilter> filters,
      Optional<String> beside,
      int count) {}

  @Override
  public CompletableFuture<Answer> answer(byte[] bytes) throws IOException {
    Request request = request(RequestBody.parse(bytes));
    LiveIndex serving = searches.serving();
    List<ServingGeneration> generations = serving.generations();
    if (request.beside().isPresent()
        && generations.stream().noneMatch(each -> each.index().equals(request.beside().get()))) {
      throw Refusal.ofField(
          "beside", "there is no generation '%s' any more".formatted(request.beside().get()));
    }
    CompletableFuture<LiveIndex.Both> found =
        serving.searchBoth(request.text(), request.task(), request.filters(), request.count());
    CompletableFuture<Optional<LiveIndex.Both>> beside =
        request.beside().isEmpty()
            ? CompletableFuture.completedFuture(Optional.empty())
            : searches
                .beside(request.beside().get())
                .searchBoth(request.text(), request.task(), request.filters(), request.count())
                .thenApply(Optional::of);
    return found.thenCombine(beside, (here, there) -> answer(request, here, there, generations));
  }

  private Request request(RequestBody body) {
    body.allow(Set.of("text", "task", "filters", "beside", "k"));
    Optional<QueryProfile> task =
        body.text("task").filter(name -> !name.isEmpty()).map(this::profile);
    return new Request(
        SearchFields.text(body),
        task,
        SearchFields.filters(body),
        body.text("beside").filter(name -> !name.isEmpty()),
        body.integer("k", 1, MOST).orElse(USUAL));
  }

  private QueryProfile profile(String task) {
    QueryProfile profile = searches.tasks().get(task);
    if (profile == null) {
      throw Refusal.ofField(
          "task",
          "there is no task '%s'; there are %s"
              .formatted(task, new TreeSet<>(searches.tasks().keySet())));
    }
    return profile;
  }

  private static Answer answer(
      Request request,
      LiveIndex.Both here,
      Optional<LiveIndex.Both> there,
      List<ServingGeneration> generations) {
    BothAnswers answers = here.answers();
    Fusion fusion = SearchPlan.DEFAULT_FUSION;
    int all = answers.vectors().size() + answers.words().size();
    List<Hit> hybrid = fusion.fuse(answers.vectors(), answers.words(), all);
    Map<String, Map<String, Place>> places = new HashMap<>();
    place(places, "vector", dotProducts(answers.vectors()));
    place(places, "bm25", answers.words());
    place(places, "hybrid", hybrid);
    // The sum of a document in a fusion with nothing is its own share of the whole sum.
    place(places, "vectorShare", fusion.fuse(answers.vectors(), List.of(), all));
    place(places, "bm25Share", fusion.fuse(List.of(), answers.words(), all));
    there.ifPresent(other -> place(places, "beside", dotProducts(other.answers().vectors())));
    Map<String, List<String>> highlights = new HashMap<>();
    answers.words().forEach(hit -> highlights.put(hit.id(), hit.highlights()));

    ObjectNode root = JSON.createObjectNode();
    root.set("serving", named(here.generation()));
    there.ifPresent(other -> root.set("beside", named(other.generation())));
    ArrayNode known = root.putArray("generations");
    generations.forEach(generation -> known.add(named(generation)));
    root.put("fusion", fusion.method().name().toLowerCase(Locale.ROOT));
    root.put("weight", fusion.weight());
    ObjectNode lists = root.putObject("lists");
    lists.set("vector", ids(answers.vectors(), request.count()));
    lists.set("bm25", ids(answers.words(), request.count()));
    lists.set("hybrid", ids(hybrid, request.count()));
    there.ifPresent(other -> lists.set("beside", ids(other.answers().vectors(), request.count())));
    ObjectNode documents = root.putObject("documents");
    List<Hit> hits = new ArrayList<>(answers.words());
    hits.addAll(answers.vectors());
    there.ifPresent(other -> hits.addAll(other.answers().vectors()));
    Set<String> shown = new TreeSet<>();
    lists.forEach(list -> list.forEach(id -> shown.add(id.textValue())));
    for (Hit hit : hits) {
      if (shown.remove(hit.id())) {
        documents.set(
            hit.id(),
            document(hit, places.getOrDefault(hit.id(), Map.of()), highlights.get(hit.id())));
      }
    }
    return Answer.json(200, json -> json.writeTree(root));
  }

  private static List<Hit> dotProducts(List<Hit> hits) {
    return hits.stream().map(hit -> hit.scored(SearchClient.dotProduct(hit.score()))).toList();
  }

  private static void place(Map<String, Map<String, Place>> places, String list, List<Hit> hits) {
    for (int i = 0; i < hits.size(); i++) {
      places
          .computeIfAbsent(hits.get(i).id(), id -> new HashMap<>())
          .put(list, new Place(i + 1, hits.get(i).score()));
    }
  }

  private static ObjectNode named(ServingGeneration generation) {
    return JSON.createObjectNode()
        .put("index", generation.index())
        .put("version", generation.versionName());
  }

  private static ArrayNode ids(List<Hit> hits, int count) {
    ArrayNode ids = JSON.createArrayNode();
    hits.stream().limit(count).forEach(hit -> ids.add(hit.id()));
    return ids;
  }

  private static ObjectNode document(
      Hit hit, Map<String, Place> places, @Nullable List<String> highlights) {
    ObjectNode node = JSON.createObjectNode();
    node.put("title", hit.title()).put("text", hit.text());
    node.set("metadata", hit.metadata());
    node.set("highlights", JSON.valueToTree(highlights == null ? List.of() : highlights));
    ObjectNode found = node.putObject("places");
    places.forEach(
        (list, place) ->
            found.putObject(list).put("rank", place.rank()).put("score", place.score()));
    return node;
  }
}
