/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.serving.VersionLoader;
import java.io.IOException;

/**
 * What a trial of a map works with.
 *
 * @param loader of both versions
 * @param reader of both indices
 * @param client of searches
 * @param probes the probe sets as they are when a trial begins
 */
record MapTrials(VersionLoader loader, DocumentReader reader, SearchClient client, Probes probes) {

  /** Reads the probe sets. */
  interface Probes {
    ProbeTrial over(SearchClient client) throws IOException;
  }
}
