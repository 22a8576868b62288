/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.suite;

import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.beir.DocumentSearch;
import java.util.function.LongConsumer;

/** Says what answers the queries of a collection. */
@FunctionalInterface
public interface CollectionSearch {
  /**
   * Returns the search for a collection.
   *
   * @param progress told how much is done: of documents or of queries, as the search goes
   */
  DocumentSearch over(Dataset dataset, LongConsumer progress);
}
