/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.service.http.Answer;
import io.freshet.serving.live.LiveIndex;
import io.freshet.serving.live.NotReadyException;
import io.freshet.serving.live.Snapshot;
import java.util.Optional;

/** What the service says of itself. */
record StateEndpoints(LiveIndex index) {

  /** {@code GET /health}: the process answers. */
  Answer health() {
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "alive");
          json.writeEndObject();
        });
  }

  /** {@code GET /ready}: searches can be answered, as far as is known. */
  Answer ready() {
    Optional<String> problem = index.problem();
    return Answer.json(
        problem.isEmpty() ? 200 : 503,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", problem.isEmpty() ? "ready" : "not ready");
          if (problem.isPresent()) {
            json.writeStringField("reason", problem.get());
          }
          json.writeEndObject();
        });
  }

  /** {@code GET /generation}: what answers now. */
  Answer generation() throws NotReadyException {
    try (Snapshot snapshot = index.snapshot()) {
      return Answer.json(
          200,
          json -> {
            json.writeStartObject();
            json.writeStringField("alias", index.alias());
            json.writeStringField("index", snapshot.generation().index());
            json.writeStringField("version", snapshot.generation().versionName());
            json.writeStringField("queries_by", snapshot.queriesBy());
            json.writeNumberField("step", snapshot.generation().versionStep());
            json.writeStringField("digest", snapshot.generation().digest());
            json.writeNumberField("dimension", snapshot.encoder().dimension());
            json.writeStringField("since", snapshot.since().toString());
            json.writeEndObject();
          });
    }
  }
}
