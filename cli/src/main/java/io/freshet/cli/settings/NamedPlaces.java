/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.settings;

import io.freshet.config.FreshetConfig;
import io.freshet.jobs.probes.ProbeSets;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The folders of this machine that a configuration names. Stateless. */
public final class NamedPlaces {
  private static final String PROBES = "evaluation.probe-path";

  private NamedPlaces() {}

  /**
   * What is wrong with them; those on other file systems are not looked into.
   *
   * @return sentences that begin with a key
   */
  public static List<String> problems(FreshetConfig config) {
    List<String> problems = new ArrayList<>();
    model("model.path", config.model().path(), problems);
    model("training.anchor", config.training().anchor(), problems);
    probes(config.evaluation().probePath(), problems);
    unwritable(config.registry().path())
        .ifPresent(problem -> problems.add("registry.path: " + problem));
    unwritable(config.checkpoints().directory())
        .ifPresent(problem -> problems.add("checkpoints.directory: " + problem));
    return problems;
  }

  private static void model(String key, String location, List<String> problems) {
    local(location)
        .ifPresent(
            folder -> {
              try {
                ModelFolder unused = ModelFolder.read(folder);
              } catch (IOException e) {
                problems.add(
                    "%s: no model can be read there (%s); 'freshet init' makes one"
                        .formatted(key, e.getMessage()));
              }
            });
  }

  private static void probes(String location, List<String> problems) {
    local(location)
        .ifPresent(
            folder -> {
              try {
                var unused = ProbeSets.find(folder.toString());
              } catch (IllegalArgumentException e) {
                // The message begins with the key, or speaks of one of the sets.
                String message = String.valueOf(e.getMessage());
                problems.add(
                    PROBES
                        + ": "
                        + (message.startsWith(PROBES + " ")
                            ? message.substring(PROBES.length() + 1)
                            : message));
              }
            });
  }

  /** Why nothing can be written to a directory of this machine, which need not exist yet. */
  public static Optional<String> unwritable(String location) {
    Optional<Path> directory = local(location);
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    Path there = existing(directory.get());
    if (!Files.isDirectory(there)) {
      return Optional.of(there + " is no folder; name another one");
    }
    return Files.isWritable(there)
        ? Optional.empty()
        : Optional.of(
            "%s may not be written to; name another folder or change its rights".formatted(there));
  }

  /** A directory that need not exist, or the nearest one above it that does. */
  public static Path existing(Path directory) {
    Path there = directory.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  /** The path of a folder of this machine; none where nothing is named or it lies elsewhere. */
  public static Optional<Path> local(String location) {
    if (location.isBlank()) {
      return Optional.empty();
    }
    if (!location.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")) {
      return Optional.of(Path.of(location));
    }
    return location.startsWith("file:")
        ? Optional.of(Path.of(location.replaceFirst("^file:/+", "/")))
        : Optional.empty();
  }
}
