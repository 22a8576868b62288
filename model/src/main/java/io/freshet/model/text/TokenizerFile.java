/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a model folder says about its tokenizer. Immutable by convention: nobody changes the tree.
 *
 * @param json content of {@code tokenizer.json}, made from {@code vocab.txt} where only that
 *     exists; without truncation and padding, which are ours
 * @param padId id of the padding token
 * @param lowerCase whether texts are lower-cased before they reach the tokenizer
 */
public record TokenizerFile(JsonNode json, long padId, boolean lowerCase) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a folder's tokenizer description.
   *
   * @throws FileNotFoundException if there is neither {@code tokenizer.json} nor {@code vocab.txt}
   */
  public static TokenizerFile read(Path folder) throws IOException {
    JsonNode tokenizerConfig = optional(folder.resolve("tokenizer_config.json"));
    Path file = folder.resolve("tokenizer.json");
    Path vocabulary = folder.resolve("vocab.txt");
    JsonNode json;
    if (Files.exists(file)) {
      json = optional(file);
    } else if (Files.exists(vocabulary)) {
      json =
          TokenizerJson.bert(
              Files.readAllLines(vocabulary),
              tokenizerConfig.path("do_lower_case").asBoolean(true));
    } else {
      throw new FileNotFoundException(
          folder + " has no tokenizer: neither tokenizer.json nor vocab.txt is there");
    }
    if (!json.path("model").path("vocab").isContainerNode()) {
      throw new IOException(file + " holds no tokenizer: model.vocab is missing");
    }
    long padId = padId(folder, json, tokenizerConfig);
    ((ObjectNode) json).putNull("truncation").putNull("padding");
    boolean lowerCase =
        optional(folder.resolve("sentence_bert_config.json"))
            .path("do_lower_case")
            .asBoolean(false);
    return new TokenizerFile(json, padId, lowerCase);
  }

  /** Returns the number of ids: one more than the largest id of the vocabulary and added tokens. */
  public int vocabularySize() {
    long largest = -1;
    for (JsonNode id : json.path("model").path("vocab")) {
      largest = Math.max(largest, id.asLong(-1));
    }
    for (JsonNode added : json.path("added_tokens")) {
      largest = Math.max(largest, added.path("id").asLong(-1));
    }
    return Math.toIntExact(largest + 1);
  }

  /** Returns which of the usual special tokens the tokenizer has, in a fixed order. */
  public List<String> specialTokens() {
    return TokenizerJson.SPECIAL_TOKENS.stream()
        .filter(token -> json.path("model").path("vocab").has(token))
        .toList();
  }

  private static long padId(Path folder, JsonNode json, JsonNode tokenizerConfig)
      throws IOException {
    JsonNode padding = json.path("padding").path("pad_id");
    if (padding.isIntegralNumber()) {
      return padding.asLong();
    }
    JsonNode pad = tokenizerConfig.path("pad_token");
    String name = pad.isObject() ? pad.path("content").asText() : pad.asText("[PAD]");
    JsonNode id = json.path("model").path("vocab").path(name);
    if (id.isIntegralNumber()) {
      return id.asLong();
    }
    for (JsonNode added : json.path("added_tokens")) {
      if (added.path("content").asText().equals(name)) {
        return added.path("id").asLong();
      }
    }
    return optional(folder.resolve("config.json")).path("pad_token_id").asLong(0);
  }

  private static JsonNode optional(Path file) throws IOException {
    if (!Files.exists(file)) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      if (node == null || !node.isObject()) {
        throw new IOException(file + " is not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
