/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.freshet.model.architecture.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The JSON files of a model folder. */
final class JsonFiles {
  static final ObjectMapper MAPPER = new ObjectMapper();

  // A fixed line end, so that a folder has the same bytes wherever it is written.
  private static final ObjectWriter PRETTY =
      MAPPER.writer(
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  private JsonFiles() {}

  /** Reads a file that must exist. */
  static JsonNode read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new ModelFormatException(file + " is missing");
    }
    try {
      JsonNode node = MAPPER.readTree(file.toFile());
      if (node == null || node.isMissingNode()) {
        throw new ModelFormatException(file + " is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new ModelFormatException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads a file, or gives an empty object where there is none. */
  static JsonNode readOptional(Path file) throws IOException {
    return Files.exists(file) ? read(file) : MAPPER.createObjectNode();
  }

  static void write(Path file, JsonNode node) throws IOException {
    Files.write(file, PRETTY.writeValueAsBytes(node));
  }

  /** Returns one spelling of all equal trees: keys sorted, no white space. */
  static byte[] canonical(JsonNode node) throws IOException {
    return MAPPER.writeValueAsBytes(sorted(node));
  }

  private static Object sorted(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return fields;
    }
    if (node.isArray()) {
      return node.valueStream().map(JsonFiles::sorted).toList();
    }
    return node;
  }
}
