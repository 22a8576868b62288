/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.service.http.Refusal;
import io.freshet.service.http.RequestBody;
import java.util.ArrayList;
import java.util.List;

/** The fields that every request for a search may have. Stateless. */
public final class SearchFields {
  private SearchFields() {}

  /**
   * What to search for.
   *
   * @throws Refusal where the body does not say it
   */
  public static String text(RequestBody body) {
    return body.text("text")
        .filter(given -> !given.isBlank())
        .orElseThrow(() -> Refusal.ofField("text", "must be given: what to search for"));
  }

  /**
   * The conditions that documents must meet.
   *
   * @throws Refusal where one cannot be read
   */
  public static List<MetadataFilter> filters(RequestBody body) {
    List<MetadataFilter> filters = new ArrayList<>();
    for (String filter : body.texts("filters")) {
      try {
        filters.add(MetadataFilter.parse(filter));
      } catch (IllegalArgumentException e) {
        throw Refusal.ofField("filters", String.valueOf(e.getMessage()));
      }
    }
    return filters;
  }
}
