/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.encoding.VersionEncoder;
import java.io.IOException;

/** Where versions come from. */
public interface VersionSource {

  /**
   * Loads the version that built a generation, ready for use; for the caller to close.
   *
   * @throws IOException where it cannot be fetched, or is not what the index says
   */
  VersionEncoder load(ServingGeneration generation) throws IOException;
}
