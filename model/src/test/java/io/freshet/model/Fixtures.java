/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the reference numbers lie: in the test resources, or where freshet.fixtures says. */
public final class Fixtures {
  private Fixtures() {}

  public static Path path(String name) {
    String directory = System.getProperty("freshet.fixtures", "");
    if (!directory.isEmpty()) {
      return Path.of(directory, name);
    }
    return own(name);
  }

  /** Where numbers lie that were made for the project's own copy of the fixtures alone. */
  public static Path own(String name) {
    URL url = Fixtures.class.getResource("/fixtures/" + name);
    if (url == null) {
      throw new IllegalArgumentException("no fixture " + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies a fixture to where a test may change it. */
  public static Path copy(String name, Path target) throws IOException {
    Path source = path(name);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(source.relativize(file).toString()));
      }
    }
    return target;
  }
}
