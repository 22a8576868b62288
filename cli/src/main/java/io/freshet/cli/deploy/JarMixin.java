/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.deploy;

import io.freshet.cli.options.WrongUseException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  @Option(
      names = "--with",
      paramLabel = "FILE",
      description =
          "A jar with losses or architectures of your own, which the jobs get too (docs/own-losses.md); may be given several times. Those beside the jar of the jobs, in usrlib, are sent without being named.")
  private List<Path> with = new ArrayList<>();

  /**
   * Jars of the user's own.
   *
   * @throws WrongUseException where one is missing
   */
  List<Path> extensions() throws IOException {
    Set<Path> all = new LinkedHashSet<>();
    for (Path jar : with) {
      if (!Files.isRegularFile(jar)) {
        throw new WrongUseException("--with: no such file: " + jar);
      }
      all.add(jar.toAbsolutePath().normalize());
    }
    Path folder = home().resolve("usrlib");
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
        for (Path jar : jars) {
          if (!String.valueOf(jar.getFileName()).startsWith("freshet-flink-jobs-")) {
            all.add(jar.toAbsolutePath().normalize());
          }
        }
      }
    }
    return all.stream().sorted().toList();
  }

  private static Path home() {
    return Path.of(System.getProperty("freshet.home", "."));
  }

  /**
   * The jar of the jobs.
   *
   * @throws WrongUseException where it is missing
   */
  Path find() throws IOException {
    if (given.isPresent()) {
      if (!Files.isRegularFile(given.get())) {
        throw new WrongUseException("--jar: no such file: " + given.get());
      }
      return given.get();
    }
    Path home = home();
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
