/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import io.freshet.serving.QueryProfile;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** How queries of the tasks are encoded. Immutable. */
record TaskQueries(Map<String, QueryProfile> tasks) {

  /** Keeps a copy. */
  TaskQueries {
    tasks = Map.copyOf(tasks);
  }

  /** That of the body's task; empty where it names none. */
  Optional<QueryProfile> of(RequestBody body) {
    return body.text("task")
        .map(
            name ->
                named(name)
                    .orElseThrow(
                        () ->
                            Refusal.ofField(
                                "task",
                                "there is no task '%s'; there are %s"
                                    .formatted(name, new TreeSet<>(tasks.keySet())))));
  }

  /** That of a task, if there is one of the name. */
  Optional<QueryProfile> named(String name) {
    return Optional.ofNullable(tasks.get(name));
  }
}
