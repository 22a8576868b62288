/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.util.Collections;
import java.util.List;

/**
 * The outcome of a bulk request.
 *
 * @param whole whether the request was answered, or failed, as one
 * @param outcomes one a document, in their order
 */
record BulkAnswer(boolean whole, List<ItemOutcome> outcomes) {

  static BulkAnswer whole(ItemOutcome outcome, int documents) {
    return new BulkAnswer(true, Collections.nCopies(documents, outcome));
  }

  /** Whether the node had no room for one of the documents at least, or could not be asked. */
  boolean overloaded() {
    return outcomes.stream()
        .anyMatch(outcome -> outcome instanceof ItemOutcome.Retry retry && retry.overloaded());
  }

  /** Whether OpenSearch would have nothing of the request, though a part of it may be fine. */
  boolean refusedAsOne() {
    return whole && outcomes.get(0) instanceof ItemOutcome.Rejected;
  }
}
