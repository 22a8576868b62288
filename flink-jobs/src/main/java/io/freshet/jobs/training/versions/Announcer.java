/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import io.freshet.connectors.records.ModelVersion;
import java.io.IOException;
import java.io.Serializable;

/** Announces published versions. Used by one thread. */
public interface Announcer extends AutoCloseable {

  /**
   * Announces a version, and returns when the announcement is kept for good. The same version may
   * be announced again.
   */
  void announce(ModelVersion.Candidate version) throws IOException, InterruptedException;

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
    public void close() {
      // Nothing was opened.
    }
  }
}
