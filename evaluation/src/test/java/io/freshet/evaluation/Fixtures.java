/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where reference numbers lie: the folder of the property, else this module's own copy. */
public final class Fixtures {
  private static final String PROPERTY = "freshet.fixtures";

  private Fixtures() {}

  /** A file or folder below the fixtures; what the property's folder lacks is this module's own. */
  public static Path path(String name) {
    Path given = Path.of(System.getProperty(PROPERTY, "")).resolve(name);
    if (!System.getProperty(PROPERTY, "").isEmpty() && Files.exists(given)) {
      return given;
    }
    URL resource = Fixtures.class.getResource("/fixtures/" + name);
    if (resource == null) {
      throw new IllegalArgumentException("there is no fixture " + name);
    }
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A JSON file below the fixtures. */
  public static JsonNode json(String name) throws IOException {
    return new JsonMapper().readTree(path(name).toFile());
  }
}
