/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.Patience;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.Internal;

/**
 * How the sink writes; set by {@link OpenSearchSinkBuilder}.
 *
 * @param documents documents in one bulk request at most
 * @param bytes bytes in one bulk request at most, vectors as they travel; a single larger document
 *     travels alone
 * @param inFlight bulk requests of one subtask under way at most; how many there are follows the
 *     node
 * @param linger how long a document waits for its batch to fill between checkpoints, and as long
 *     after that as no request may be sent
 * @param documentBytes bytes of one document at most; a larger one is rejected
 * @param initialBackoff wait after the first failure in a row
 * @param maximumBackoff wait after many
 * @param giveUpAfter how long OpenSearch may fail in a row before the job does
 */
@Internal
public record BulkSettings(
    int documents,
    long bytes,
    int inFlight,
    Duration linger,
    long documentBytes,
    Duration initialBackoff,
    Duration maximumBackoff,
    Duration giveUpAfter)
    implements Serializable {

  /** 500 documents or 5 MiB a request, four requests, half an hour of patience. */
  public static final BulkSettings DEFAULTS =
      new BulkSettings(
          500,
          5L << 20,
          4,
          Duration.ofMillis(500),
          50L << 20,
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofMinutes(30));

  public BulkSettings {
    if (documents < 1 || bytes < 1 || inFlight < 1 || documentBytes < 1) {
      throw new IllegalArgumentException(
          "documents, bytes, requests in flight and bytes of a document are at least 1");
    }
    if (linger.isNegative() || initialBackoff.isNegative() || maximumBackoff.isNegative()) {
      throw new IllegalArgumentException("durations are 0 or more");
    }
  }

  /** Calls repeated as patiently as the sink repeats its own. */
  public Patience patience() {
    return new Patience(initialBackoff, maximumBackoff, giveUpAfter);
  }
}
