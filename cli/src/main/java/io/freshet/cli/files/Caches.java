/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import java.nio.file.Path;

/** Where things are kept between runs, below the user's cache directory. */
public final class Caches {
  private Caches() {}

  /** Versions fetched from registries. */
  public static Path versions() {
    return root().resolve("versions");
  }

  /** The data of the demonstration. */
  public static Path demo() {
    return root().resolve("demo");
  }

  private static Path root() {
    String given = System.getenv("XDG_CACHE_HOME");
    Path caches =
        given == null || given.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(given);
    return caches.resolve("freshet");
  }
}
