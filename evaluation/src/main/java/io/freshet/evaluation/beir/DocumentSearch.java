/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.ScoredDocument;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Whatever answers queries: an exact search over a collection, or an index in service. */
@FunctionalInterface
public interface DocumentSearch {
  /**
   * Answers queries.
   *
   * @param queries text by id
   * @param depth documents a query at most
   * @return the best documents by query id, in any order; a query may be missing
   */
  Map<String, List<ScoredDocument>> search(Map<String, String> queries, int depth)
      throws IOException;
}
