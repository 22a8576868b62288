/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.encoding.EncodingListener;
import java.time.Duration;

/** Is told what happens, by the threads that do it: to be quick and never to throw. */
public interface LiveListener extends EncodingListener {

  /** Requests get this generation from now on. */
  void switched(ServingGeneration generation);

  /**
   * Queries of searches are encoded by this version from now on: by one ahead of the generation
   * that was told last, or by that generation's own again.
   */
  void queriesBy(String versionName);

  /** The alias could not be followed this time. */
  void followFailed(String reason);

  /** Tells nobody. */
  static LiveListener silent() {
    return new LiveListener() {
      @Override
      public void encoded(int texts, long tokens, Duration time) {}

      @Override
      public void switched(ServingGeneration generation) {}

      @Override
      public void queriesBy(String versionName) {}

      @Override
      public void followFailed(String reason) {}
    };
  }
}
