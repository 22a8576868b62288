/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Work on whole folders of the local disk. */
public final class LocalFolders {
  private LocalFolders() {}

  /** Copies a folder with all that it holds to a place where nothing is yet. */
  public static void copy(Path folder, Path target) throws IOException {
    for (Path path : all(folder)) {
      Files.copy(path, target.resolve(folder.relativize(path).toString()));
    }
  }

  /** Deletes a folder with all that it holds; does nothing where it does not exist. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (Path path : all(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(path);
    }
  }

  /** The folder and what is in it, folders before their content. */
  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.toList();
    }
  }
}
