/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** Where the reference numbers lie: in the test resources, or where freshet.fixtures says. */
public final class Fixtures {
  private Fixtures() {}

  public static Path path(String name) {
    String directory = System.getProperty("freshet.fixtures", "");
    if (!directory.isEmpty()) {
      return Path.of(directory, name);
    }
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
}
