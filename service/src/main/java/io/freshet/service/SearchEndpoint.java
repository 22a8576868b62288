/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import com.fasterxml.jackson.core.JsonGenerator;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.service.http.Answer;
import io.freshet.service.http.Endpoint;
import io.freshet.service.http.RequestBody;
import io.freshet.serving.live.LiveIndex;
import io.freshet.serving.live.LiveIndex.Found;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code POST /search}. */
record SearchEndpoint(LiveIndex index, TaskQueries tasks) implements Endpoint {

  @Override
  public CompletableFuture<Answer> answer(byte[] body) throws IOException {
    long start = System.nanoTime();
    SearchRequest request = SearchRequest.parse(RequestBody.parse(body), tasks);
    return index
        .search(request.text(), request.task(), request.plan(), request.count())
        .thenApply(found -> answer(found, System.nanoTime() - start));
  }

  private static Answer answer(Found found, long nanos) {
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("generation", found.generation().index());
          json.writeStringField("version", found.generation().versionName());
          json.writeStringField("queries_by", found.queriesBy());
          json.writeNumberField("took", TimeUnit.NANOSECONDS.toMillis(nanos));
          json.writeArrayFieldStart("hits");
          for (Hit hit : found.hits()) {
            write(json, hit);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Hit hit) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", hit.id());
    json.writeNumberField("score", hit.score());
    json.writeStringField("title", hit.title());
    json.writeStringField("text", hit.text());
    json.writeFieldName("metadata");
    json.writeTree(hit.metadata());
    json.writeArrayFieldStart("highlights");
    for (String highlight : hit.highlights()) {
      json.writeString(highlight);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
