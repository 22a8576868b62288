/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What builds before this one kept of their jobs: a folder a release in the resources.
 *
 * <p>To keep what this build keeps: {@code mvn verify -pl flink-jobs -am
 * -Dtest=*SavepointITCase,*SavepointTest,SerializersTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfreshet.keep-savepoint=DIR}, and copy DIR there under the name of the release.
 */
public final class KeptSavepoints {
  private static final Path KEPT = Path.of("src/test/resources/savepoints");

  private KeptSavepoints() {}

  /** The folder of each release, in the order of their names. */
  public static List<Path> releases() throws IOException {
    try (var folders = Files.list(KEPT)) {
      return folders.sorted().toList();
    }
  }

  /** Where this build's state is to be kept, if it is. */
  public static Optional<Path> toKeep() throws IOException {
    String folder = System.getProperty("freshet.keep-savepoint");
    return folder == null
        ? Optional.empty()
        : Optional.of(Files.createDirectories(Path.of(folder)));
  }
}
