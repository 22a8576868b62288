/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * What vectors and words found for one query. Immutable.
 *
 * @param vectors the nearest documents, best first
 * @param words the documents that BM25 finds, best first
 */
@Internal
public record BothAnswers(List<Hit> vectors, List<Hit> words) {

  /** Keeps copies. */
  public BothAnswers {
    vectors = List.copyOf(vectors);
    words = List.copyOf(words);
  }
}
