/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs of other packages that tests use where they are there. Stateless. */
public final class UnpackedTools {

  private UnpackedTools() {}

  /**
   * The folder that {@code .ci/tools} unpacked packages into, where {@code FRESHET_TOOLS} names it.
   */
  public static Optional<Path> folder() {
    String named = System.getenv("FRESHET_TOOLS");
    return named == null || named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named));
  }

  /** A program of that folder, or of the path. */
  public static Optional<Path> program(String name) {
    List<Path> folders = new ArrayList<>();
    folder().ifPresent(root -> folders.add(root.resolve("usr/bin")));
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
