/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.config.IndexingConfig;
import io.freshet.config.IndexingConfig.UnchangedText;
import java.io.Serializable;
import java.time.Duration;

/**
 * What the guard keeps of documents, and for how long.
 *
 * @param hashesTexts whether a hash of every document's text
 * @param deletedFor how long a deleted document after its delete; zero for ever
 * @param untouchedFor how long any other document after its last change; zero for ever
 */
public record GuardSettings(boolean hashesTexts, Duration deletedFor, Duration untouchedFor)
    implements Serializable {

  /** Checks that no duration is negative. */
  public GuardSettings {
    if (deletedFor.isNegative() || untouchedFor.isNegative()) {
      throw new IllegalArgumentException("documents are kept for a while or, with 0, for ever");
    }
  }

  /** The settings of a deployment. */
  public static GuardSettings of(IndexingConfig config) {
    return new GuardSettings(
        config.unchangedText() != UnchangedText.ENCODE,
        config.forgetDeletedAfter(),
        config.forgetUntouchedAfter());
  }

  /** Whether anything is ever forgotten. */
  boolean forgets() {
    return !deletedFor.isZero() || !untouchedFor.isZero();
  }

  /** Milliseconds that a document is kept after its last change; 0 for ever. */
  long keptMillis(boolean deleted) {
    return (deleted ? deletedFor : untouchedFor).toMillis();
  }
}
