/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import io.freshet.connectors.records.ModelVersion;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** The topic of versions, as their publisher sees it. Used by one thread. */
public interface Announcer extends AutoCloseable {

  /**
   * Announces a version, and returns when the announcement is kept for good. The same version may
   * be announced again.
   */
  void announce(ModelVersion.Candidate version) throws IOException, InterruptedException;

  /** Names of versions in the order of their promotions; a name may stand there several times. */
  List<String> promotions() throws IOException, InterruptedException;

  @Override
  void close();

  /** Makes the announcer where the versions are made. */
  @FunctionalInterface
  interface Factory extends Serializable {

    /** Connects. */
    Announcer open();
  }

  /** Announces nothing to nobody, for training from files. */
  static Factory none() {
    return Silence::new;
  }

  /** See {@link #none}. */
  final class Silence implements Announcer {
    @Override
    public void announce(ModelVersion.Candidate version) {
      // The registry has the version; there is nobody to tell.
    }

    @Override
    public List<String> promotions() {
      return List.of();
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
