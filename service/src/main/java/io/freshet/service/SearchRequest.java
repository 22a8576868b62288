/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import io.freshet.serving.Fusion;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchMode;
import io.freshet.serving.SearchPlan;
import java.util.Optional;
import java.util.Set;

/**
 * A search, with the words of {@code freshet search}.
 *
 * @param count documents at most
 */
record SearchRequest(String text, Optional<QueryProfile> task, SearchPlan plan, int count) {
  /** Every field that a body may have. */
  static final Set<String> FIELDS =
      Set.of("text", "task", "k", "mode", "fusion", "weight", "filters");

  private static final int DEEPEST = 10_000;
  private static final int USUAL = 10;

  static SearchRequest parse(RequestBody body, TaskQueries tasks) {
    body.allow(FIELDS);
    String text = SearchFields.text(body);
    SearchMode mode = body.choice("mode", SearchMode.class).orElse(SearchMode.VECTOR);
    Optional<Fusion.Method> method = body.choice("fusion", Fusion.Method.class);
    Optional<Double> weight = body.share("weight");
    if (mode != SearchMode.HYBRID && (method.isPresent() || weight.isPresent())) {
      throw Refusal.ofField("mode", "fusion and weight are for hybrid");
    }
    Fusion fusion =
        new Fusion(
            method.orElse(SearchPlan.DEFAULT_FUSION.method()),
            weight.orElse(SearchPlan.DEFAULT_FUSION.weight()));
    return new SearchRequest(
        text,
        tasks.of(body),
        new SearchPlan(mode, fusion, SearchFields.filters(body)),
        body.integer("k", 1, DEEPEST).orElse(USUAL));
  }
}
