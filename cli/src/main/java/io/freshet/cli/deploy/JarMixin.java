/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import io.freshet.cli.options.WrongUseException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** {@code --jar}, for the commands that start jobs. */
final class JarMixin {
  /** Where an unpacked distribution has it, and where a built checkout has it. */
  private static final Map<String, String> PLACES =
      Map.of(
          "usrlib",
          "freshet-flink-jobs-*.jar",
          "flink-jobs/target",
          "freshet-flink-jobs-*-job.jar");

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The jar of the jobs (default: the one of this installation).")
  private Optional<Path> given = Optional.empty();

  Path find() throws IOException {
    if (given.isPresent()) {
      if (!Files.isRegularFile(given.get())) {
        throw new WrongUseException("--jar: no such file: " + given.get());
      }
      return given.get();
    }
    Path home = Path.of(System.getProperty("freshet.home", "."));
    for (Map.Entry<String, String> place : PLACES.entrySet()) {
      Path folder = home.resolve(place.getKey());
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, place.getValue())) {
          for (Path jar : jars) {
            return jar;
          }
        }
      }
    }
    throw new WrongUseException(
        "the jar of the jobs is in none of %s below %s; give --jar"
            .formatted(new TreeSet<>(PLACES.keySet()), home));
  }
}
