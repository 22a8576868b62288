/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import java.io.IOException;
import java.util.Optional;

/** What stands behind the alias. */
public interface AliasSource {

  /**
   * The generation that serves, if one does.
   *
   * @throws IOException where the index cannot be reached
   */
  Optional<ServingGeneration> serving() throws IOException;
}
