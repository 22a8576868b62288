/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The repository that the tests stand in, and small ones that they write. */
final class Repository {
  static final Path ROOT = Path.of(System.getProperty("freshet.home"));

  private final Path root;

  /** A repository whose navigation names {@code pages} under one title. */
  Repository(Path root, String... pages) {
    this.root = root;
    with(
        "docs/navigation.yaml",
        "sections: [{title: All, pages: [" + String.join(", ", pages) + "]}]");
  }

  Repository with(String path, String text) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.writeString(root.resolve(path), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
