/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a model folder says about its tokenizer. Immutable by convention: nobody changes the tree.
 *
 * @param json content of {@code tokenizer.json}, made from {@code vocab.txt} where only that
 *     exists; without truncation and padding, which are ours
 * @param padId id of the padding token
 * @param lowerCase whether texts are lower-cased before they reach the tokenizer
 * @param keepsEnd whether a text that is too long loses its beginning, not its end
 */
public record TokenizerFile(JsonNode json, long padId, boolean lowerCase, boolean keepsEnd) {
  /** What a folder calls its tokenizer. */
  public static final String NAME = "tokenizer.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String REMEDY =
      "; to write one, load the folder with AutoTokenizer of transformers and call save_pretrained";

  private static final Pattern MARKS = Pattern.compile("^(##|\u0120|\u2581)");
  private static final Pattern LETTERS = Pattern.compile("\\p{L}{2,}");

  /** Models whose tokenizer a vocabulary of BERT says whole. */
  private static final Set<String> WORD_PIECE = Set.of("bert", "distilbert");

  private static final List<String> USUAL =
      List.of(
          "pad [PAD]",
          "unk [UNK]",
          "cls [CLS]",
          "sep [SEP]",
          "mask [MASK]",
          "pad <pad>",
          "unk <unk>",
          "bos <s>",
          "eos </s>",
          "mask <mask>",
          "eos <|endoftext|>");

  /**
   * Reads a folder's tokenizer description.
   *
   * @throws FileNotFoundException if there is no {@code tokenizer.json}, nor the {@code vocab.txt}
   *     of a BERT
   */
  public static TokenizerFile read(Path folder) throws IOException {
    JsonNode tokenizerConfig = optional(folder.resolve("tokenizer_config.json"));
    Path file = folder.resolve(NAME);
    return of(
        folder,
        file,
        Files.exists(file) ? optional(file) : ofVocabulary(folder, tokenizerConfig),
        tokenizerConfig);
  }

  /**
   * Reads a tokenizer's description from a file of any name, with what a {@code
   * tokenizer_config.json} beside it says.
   *
   * @throws NoSuchFileException if it is not there
   */
  public static TokenizerFile readFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    Path folder = file.toAbsolutePath().resolveSibling("");
    return of(folder, file, optional(file), optional(folder.resolve("tokenizer_config.json")));
  }

  /** The vocabulary's tokens of two or more letters, without marks of their place, in order. */
  public List<String> words() {
    JsonNode vocabulary = json.path("model").path("vocab");
    Set<String> words = new TreeSet<>();
    // By name in most kinds of tokenizer; in some a list of tokens with their scores.
    if (vocabulary.isArray()) {
      vocabulary.forEach(entry -> words.add(entry.path(0).asText()));
    } else {
      vocabulary.fieldNames().forEachRemaining(words::add);
    }
    return words.stream()
        .map(word -> MARKS.matcher(word).replaceFirst(""))
        .filter(word -> LETTERS.matcher(word).matches())
        .distinct()
        .sorted()
        .toList();
  }

  private static TokenizerFile of(Path folder, Path file, JsonNode json, JsonNode tokenizerConfig)
      throws IOException {
    if (!json.path("model").path("vocab").isContainerNode()) {
      throw new IOException(file + " holds no tokenizer: model.vocab is missing");
    }
    JsonNode config = optional(folder.resolve("config.json"));
    long padId = padId(config, json, tokenizerConfig);
    ObjectNode own = (ObjectNode) json;
    own.putNull("truncation").putNull("padding");
    TokenizerRules.applyClass(own, tokenizerConfig, config);
    boolean lowerCase =
        optional(folder.resolve("sentence_bert_config.json"))
            .path("do_lower_case")
            .asBoolean(false);
    boolean keepsEnd = tokenizerConfig.path("truncation_side").asText("right").equals("left");
    return new TokenizerFile(own, padId, lowerCase, keepsEnd);
  }

  private static JsonNode ofVocabulary(Path folder, JsonNode tokenizerConfig) throws IOException {
    Path vocabulary = folder.resolve("vocab.txt");
    String type = optional(folder.resolve("config.json")).path("model_type").asText("bert");
    boolean there = Files.exists(vocabulary);
    if (there && WORD_PIECE.contains(type)) {
      List<String> tokens = Files.readAllLines(vocabulary);
      for (String token : TokenizerJson.NEEDED) {
        if (!tokens.contains(token)) {
          throw new IOException(vocabulary + " is no vocabulary of BERT: it lacks " + token);
        }
      }
      Path added = folder.resolve("added_tokens.json");
      for (Map.Entry<String, JsonNode> token : optional(added).properties()) {
        if (!tokens.contains(token.getKey())) {
          throw new IOException(
              "%s adds %s to vocab.txt, which takes a tokenizer.json%s"
                  .formatted(added, token.getKey(), REMEDY));
        }
      }
      return TokenizerJson.bert(tokens, tokenizerConfig);
    }
    throw new FileNotFoundException(
        (there
                ? folder + " has no tokenizer.json, and a vocab.txt alone is enough for BERT only"
                : folder + " has no tokenizer: neither tokenizer.json nor vocab.txt is there")
            + REMEDY);
  }

  /** Returns the number of ids: one more than the largest id of the vocabulary and added tokens. */
  public int vocabularySize() {
    JsonNode vocabulary = json.path("model").path("vocab");
    // Unigram models list their pieces in the order of the ids.
    long largest = vocabulary.isArray() ? vocabulary.size() - 1 : -1;
    for (JsonNode id : vocabulary) {
      largest = Math.max(largest, id.asLong(-1));
    }
    for (JsonNode added : json.path("added_tokens")) {
      largest = Math.max(largest, added.path("id").asLong(-1));
    }
    return Math.toIntExact(largest + 1);
  }

  /**
   * Returns which of the usual special tokens the tokenizer has, by their names in {@code
   * tokenizer_config.json}.
   */
  public SortedMap<String, String> specialTokens() {
    Set<String> known = new HashSet<>();
    json.path("model").path("vocab").fieldNames().forEachRemaining(known::add);
    json.path("added_tokens").forEach(added -> known.add(added.path("content").asText()));
    SortedMap<String, String> tokens = new TreeMap<>();
    for (String usual : USUAL) {
      String[] nameAndToken = usual.split(" ", 2);
      if (known.contains(nameAndToken[1])) {
        tokens.putIfAbsent(nameAndToken[0] + "_token", nameAndToken[1]);
      }
    }
    return tokens;
  }

  /** Returns the ids that stand for no piece of a text, in ascending order. */
  public List<Long> specialIds() {
    Set<String> usual = new HashSet<>(specialTokens().values());
    TreeSet<Long> ids = new TreeSet<>(Set.of(padId));
    for (JsonNode added : json.path("added_tokens")) {
      if (added.path("special").asBoolean() || usual.contains(added.path("content").asText())) {
        ids.add(added.path("id").asLong());
      }
    }
    usual.forEach(token -> id(token).ifPresent(ids::add));
    return List.copyOf(ids);
  }

  /** Returns the id of the token that hides another one, if there is one. */
  public OptionalLong maskId() {
    return Optional.ofNullable(specialTokens().get("mask_token"))
        .map(this::id)
        .orElse(OptionalLong.empty());
  }

  private OptionalLong id(String token) {
    for (JsonNode added : json.path("added_tokens")) {
      if (added.path("content").asText().equals(token)) {
        return OptionalLong.of(added.path("id").asLong());
      }
    }
    JsonNode id = json.path("model").path("vocab").path(token);
    return id.isIntegralNumber() ? OptionalLong.of(id.asLong()) : OptionalLong.empty();
  }

  private static long padId(JsonNode config, JsonNode json, JsonNode tokenizerConfig) {
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
    return config.path("pad_token_id").asLong(0);
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
