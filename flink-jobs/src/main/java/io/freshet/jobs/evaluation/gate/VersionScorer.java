/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;

/** Scores versions on the probe sets, off the thread of the caller, one after the other. */
public interface VersionScorer extends AutoCloseable {

  /**
   * Scores one version.
   *
   * @param uri its folder in the registry
   * @param digest what the folder's digest must be; a folder with another one fails the future
   */
  CompletableFuture<ProbeScores> score(String uri, String digest);

  /** Gives up what is under way. */
  @Override
  void close();

  /** Makes the scorer where the gate runs. */
  @FunctionalInterface
  interface Factory extends Serializable {
    /** A new scorer. */
    VersionScorer open();
  }
}
