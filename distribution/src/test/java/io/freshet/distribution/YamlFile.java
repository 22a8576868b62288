/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML as trees, with its anchors resolved. */
final class YamlFile {
  private static final JsonMapper JSON = new JsonMapper();

  private YamlFile() {}

  static JsonNode read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  static JsonNode read(InputStream in) {
    return JSON.valueToTree(yaml().load(in));
  }

  /** Every document of a text. */
  static List<JsonNode> all(String text) {
    List<JsonNode> all = new ArrayList<>();
    yaml().loadAll(text).forEach(document -> all.add(JSON.valueToTree(document)));
    return all;
  }

  private static Yaml yaml() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }
}
