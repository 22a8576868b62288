/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.found;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model folder in a form that folders are found in, with what sentence-transformers embeds texts
 * to, as {@code fixtures/folders/make.py} wrote it.
 *
 * @param content its entry in {@code folders.json}
 */
record FoundFolder(String name, JsonNode content) {
  private static final Path FIXTURES = Fixtures.own("folders");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All of {@code folders.json}. */
  static JsonNode all() throws IOException {
    return JSON.readTree(FIXTURES.resolve("folders.json").toFile());
  }

  static List<FoundFolder> cases() throws IOException {
    List<FoundFolder> cases = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : all().path("cases").properties()) {
      cases.add(new FoundFolder(each.getKey(), each.getValue()));
    }
    return cases;
  }

  static FoundFolder named(String name) throws IOException {
    return new FoundFolder(name, all().path("cases").required(name));
  }

  /** The texts; the last one of two million characters where the folder is tried with that too. */
  List<String> texts() throws IOException {
    JsonNode all = all();
    List<String> texts = new ArrayList<>();
    all.path("texts").forEach(text -> texts.add(text.asText()));
    if (content.path("long").asBoolean()) {
      String sentence = all.path("sentence").asText();
      int length = all.path("long").asInt();
      texts.add(sentence.repeat(length / sentence.length() + 1).substring(0, length));
    }
    return texts;
  }

  /** The prompt or the side that the texts are embedded with. */
  Optional<String> text(String key) {
    return Optional.ofNullable(content.path(key).textValue());
  }

  /** Everything that says how the texts are embedded, and whether the long one is. */
  String how() {
    return " " + text("side") + text("prompt") + content.path("long").asBoolean();
  }

  boolean hasAdapter() {
    return content.has("adapter");
  }

  /** What sentence-transformers embeds the texts to; null where it refuses the folder. */
  float[][] embeddings() throws IOException {
    return JSON.treeToValue(content.path("embeddings"), float[][].class);
  }

  /** Puts the files into a directory. */
  Path model(Path directory) throws IOException {
    return written("files", directory.resolve(name));
  }

  /** Puts the adapter's files into a directory. */
  Path adapter(Path directory) throws IOException {
    return written("adapter", directory.resolve(name + "-adapter"));
  }

  private Path written(String part, Path target) throws IOException {
    for (Map.Entry<String, JsonNode> file : content.path(part).properties()) {
      Path path = target.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling(""));
      if (file.getValue().isTextual()) {
        Files.copy(FIXTURES.resolve(file.getValue().asText()), path);
      } else {
        JSON.writeValue(path.toFile(), file.getValue());
      }
    }
    return target;
  }

  @Override
  public String toString() {
    return name;
  }
}
