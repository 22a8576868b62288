/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What the sentence-transformers files of a folder say; their defaults here are mean pooling and
 * normalised vectors.
 *
 * @param pooling how token vectors are joined; several stand side by side
 * @param normalize whether vectors have length 1
 * @param maxLength largest number of tokens, where it is said
 * @param lowerCase whether texts are lower-cased before the tokenizer
 * @param prompts prompt by name
 * @param settings content of {@code config_sentence_transformers.json}
 */
record SentenceFiles(
    List<Pooling> pooling,
    boolean normalize,
    OptionalInt maxLength,
    boolean lowerCase,
    Map<String, String> prompts,
    JsonNode settings) {
  private static final String MODULES = "modules.json";
  private static final String SETTINGS = "config_sentence_transformers.json";
  private static final String LENGTHS = "sentence_bert_config.json";

  static SentenceFiles read(Path folder) throws IOException {
    List<Pooling> pooling = List.of(Pooling.MEAN);
    boolean normalize = true;
    if (Files.exists(folder.resolve(MODULES))) {
      normalize = false;
      for (JsonNode module : JsonFiles.read(folder.resolve(MODULES))) {
        String type = module.path("type").asText();
        String path = module.path("path").asText();
        switch (type.substring(type.lastIndexOf('.') + 1)) {
          case "Transformer" -> {
            if (!path.isEmpty()) {
              throw new ModelFormatException(
                  folder.resolve(MODULES)
                      + ": the transformer lies in '"
                      + path
                      + "'; only folders with it at the top are supported: save the model again"
                      + " with a recent sentence-transformers");
            }
          }
          case "Pooling" -> pooling = pooling(folder.resolve(path).resolve("config.json"));
          case "Normalize" -> normalize = true;
          default ->
              throw new ModelFormatException(
                  folder.resolve(MODULES)
                      + ": module "
                      + type
                      + " is not supported; supported are Transformer, Pooling and Normalize");
        }
      }
    } else if (Files.exists(folder.resolve("1_Pooling/config.json"))) {
      pooling = pooling(folder.resolve("1_Pooling/config.json"));
    }
    JsonNode lengths = JsonFiles.readOptional(folder.resolve(LENGTHS));
    JsonNode length = lengths.path("max_seq_length");
    JsonNode settings = JsonFiles.readOptional(folder.resolve(SETTINGS));
    Map<String, String> prompts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> prompt : settings.path("prompts").properties()) {
      if (prompt.getValue().isTextual()) {
        prompts.put(prompt.getKey(), prompt.getValue().asText());
      }
    }
    return new SentenceFiles(
        pooling,
        normalize,
        length.isIntegralNumber() ? OptionalInt.of(length.asInt()) : OptionalInt.empty(),
        lengths.path("do_lower_case").asBoolean(false),
        Map.copyOf(prompts),
        settings);
  }

  /** Writes the files so that old and new versions of sentence-transformers load the folder. */
  void write(Path folder, long width, int length) throws IOException {
    ArrayNode modules = JsonFiles.MAPPER.createArrayNode();
    module(modules, "", "Transformer");
    module(modules, "1_Pooling", "Pooling");
    ObjectNode poolingConfig = JsonFiles.MAPPER.createObjectNode();
    poolingConfig.put("word_embedding_dimension", width);
    Pooling.write(pooling, poolingConfig);
    Files.createDirectories(folder.resolve("1_Pooling"));
    JsonFiles.write(folder.resolve("1_Pooling/config.json"), poolingConfig);
    if (normalize) {
      module(modules, "2_Normalize", "Normalize");
      Files.createDirectories(folder.resolve("2_Normalize"));
      JsonFiles.write(
          folder.resolve("2_Normalize/config.json"), JsonFiles.MAPPER.createObjectNode());
    }
    JsonFiles.write(folder.resolve(MODULES), modules);
    ObjectNode lengths = JsonFiles.MAPPER.createObjectNode();
    JsonFiles.write(
        folder.resolve(LENGTHS),
        lengths.put("max_seq_length", length).put("do_lower_case", lowerCase));
    ObjectNode all = settings.deepCopy();
    ObjectNode promptNode = all.putObject("prompts");
    new TreeMap<>(prompts).forEach(promptNode::put);
    if (!all.has("default_prompt_name")) {
      all.putNull("default_prompt_name");
    }
    if (!all.hasNonNull("similarity_fn_name")) {
      all.put("similarity_fn_name", "cosine");
    }
    JsonFiles.write(folder.resolve(SETTINGS), all);
  }

  private static void module(ArrayNode modules, String path, String type) {
    int index = modules.size();
    ObjectNode module = modules.addObject();
    module.put("idx", index).put("name", Integer.toString(index)).put("path", path);
    module.put("type", "sentence_transformers.models." + type);
  }

  private static List<Pooling> pooling(Path file) throws IOException {
    JsonNode config = JsonFiles.read(file);
    if (!config.path("include_prompt").asBoolean(true)) {
      throw new ModelFormatException(
          file + ": leaving the prompt out of the pooling is not supported (include_prompt)");
    }
    try {
      return Pooling.read(config);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file + ": " + e.getMessage(), e);
    }
  }
}
