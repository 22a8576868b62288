/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.serving.VersionLoader;
import java.io.IOException;

/**
 * What a trial of a map works with.
 *
 * @param config names the probe sets
 * @param loader of both versions
 * @param reader of both indices
 * @param client of searches
 */
record MapTrials(
    FreshetConfig config, VersionLoader loader, DocumentReader reader, SearchClient client) {

  /** The probe sets as they are now. */
  ProbeTrial probes() throws IOException {
    return ProbeTrial.of(config, client);
  }
}
