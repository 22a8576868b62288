/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.jobs.indexing.controller.BuildPace;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pace that a build is likely to have by that of the build before. Where both versions are
 * networks of one size it is the same, however fast the gate happened to encode with either. Where
 * they are not, it is as many times slower as the gate encoded the documents of the same probe sets
 * more slowly. Where the gate has not measured both, nothing better is known than the pace before.
 *
 * @param folders of versions, on this machine
 * @param numbers how fast the gate encoded with a version
 */
record ModelPace(Folders folders, GateNumbers numbers) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelPace.class);

  /** Fetches versions where that is necessary. */
  @FunctionalInterface
  interface Folders {
    /** The folder of a version. */
    ModelFolder of(BuildVersion version) throws IOException;
  }

  /** The pace of a version's build. */
  BuildPace of(BuildVersion version, BuildPace before) {
    if (before.version().isEmpty()) {
      return before;
    }
    BuildVersion former = before.version().get();
    Optional<Double> factor = slowdown(former, version);
    return factor.isEmpty() || sameSize(former, version)
        ? before
        : before.slowedBy(version, factor.get());
  }

  private Optional<Double> slowdown(BuildVersion former, BuildVersion version) {
    return numbers
        .of(Decision.DOCUMENTS_PER_SECOND, former, version)
        .filter(speed -> speed.before() > 0 && speed.after() > 0)
        .map(speed -> speed.before() / speed.after());
  }

  /** Also where a folder is gone, as a former version's may be: then nothing better is known. */
  private boolean sameSize(BuildVersion former, BuildVersion version) {
    try {
      return former.equals(version)
          || sameSize(documents(folders.of(former)), documents(folders.of(version)));
    } catch (IOException | UncheckedIOException e) {
      LOG.info("The sizes of two versions cannot be compared: {}", e.getMessage());
      return true;
    }
  }

  private static ModelFolder documents(ModelFolder folder) {
    return folder.documentSide().orElse(folder);
  }

  private static boolean sameSize(ModelFolder one, ModelFolder other) {
    return one.maxLength() == other.maxLength() && one.network().equals(other.network());
  }
}
