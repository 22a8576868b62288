/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import io.freshet.connectors.registry.RemoteFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the probe sets: a directory with one BEIR folder a task, named as the task. */
public final class ProbeSets {
  /** Ends the name of the directory that holds, beside the sets, those before their refresh. */
  public static final String FORMER = ".former";

  /** The split of a set that holds its judgments. */
  public static final String SPLIT = "test";

  private ProbeSets() {}

  /**
   * The probe sets, by task, fetched to this machine where they lie on another file system.
   *
   * @param location of the directory; blank for no sets
   * @throws IllegalArgumentException as {@link #find}
   */
  public static SortedMap<String, Path> fetch(String location) throws IOException {
    return location.isBlank() ? new TreeMap<>() : find(RemoteFolder.local(location).toString());
  }

  /**
   * The probe sets of a directory, by task.
   *
   * @throws IllegalArgumentException if the directory is missing, holds no folder, or a folder of
   *     it is not a BEIR folder
   */
  public static SortedMap<String, Path> find(String directory) {
    Path root = Path.of(directory);
    if (directory.isBlank() || !Files.isDirectory(root)) {
      throw new IllegalArgumentException(
          "evaluation.probe-path must be a directory with one BEIR folder a task, but '"
              + directory
              + "' is not a directory"
              + hint(root));
    }
    SortedMap<String, Path> sets = new TreeMap<>();
    for (Path folder : folders(root)) {
      for (String part : List.of("corpus.jsonl", "queries.jsonl", "qrels")) {
        if (!Files.exists(folder.resolve(part))) {
          throw new IllegalArgumentException(
              "probe set " + folder + " is not a BEIR folder: it has no " + part);
        }
      }
      sets.put(folder.getFileName().toString(), folder);
    }
    if (sets.isEmpty()) {
      throw new IllegalArgumentException(
          "evaluation.probe-path has no BEIR folder in it: " + directory);
    }
    return sets;
  }

  private static String hint(Path root) {
    Path former = root.resolveSibling(root.getFileName() + FORMER);
    return Files.isDirectory(former)
        ? "; if a refresh was cut off, 'freshet probes' puts back the sets in " + former
        : "";
  }

  private static List<Path> folders(Path root) {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("evaluation.probe-path cannot be listed: " + root, e);
    }
  }
}
