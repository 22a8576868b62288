/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A model folder as Hugging Face and sentence-transformers write it, read and checked. Immutable
 * and thread-safe; the weights are read from disk when asked for.
 */
public final class ModelFolder {
  private static final Set<String> SUPPORTED = Set.of("bert");

  private final Path path;
  private final JsonNode config;
  private final SentenceFiles sentence;
  private final TokenizerFile tokenizer;
  private final int maxLength;

  private ModelFolder(
      Path path, JsonNode config, SentenceFiles sentence, TokenizerFile tokenizer, int maxLength) {
    this.path = path;
    this.config = config;
    this.sentence = sentence;
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /**
   * Reads the description of a folder; the sentence-transformers files may be absent: then mean
   * pooling and normalised vectors.
   *
   * @throws ModelFormatException if a file is missing or says something that is not supported
   */
  public static ModelFolder read(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      throw new ModelFormatException(dir + " is not a model folder: no such directory");
    }
    JsonNode config = JsonFiles.read(dir.resolve("config.json"));
    checkSupported(dir, config);
    Weights.require(dir);
    SentenceFiles sentence = SentenceFiles.read(dir);
    TokenizerFile tokenizer = TokenizerFile.read(dir);
    if (tokenizer.vocabularySize() > config.path("vocab_size").asInt()) {
      throw new ModelFormatException(
          "%s: the tokenizer has %d tokens, config.json allows %d (vocab_size)"
              .formatted(dir, tokenizer.vocabularySize(), config.path("vocab_size").asInt()));
    }
    return new ModelFolder(dir, config, sentence, tokenizer, maxLength(dir, config, sentence));
  }

  /** Returns where the folder lies. */
  public Path path() {
    return path;
  }

  /** Returns the content of {@code config.json}; not to be changed. */
  public JsonNode config() {
    return config;
  }

  /** Returns the architecture, such as {@code bert}. */
  public String modelType() {
    return config.path("model_type").asText();
  }

  /** Returns the width of an embedding. */
  public int dimension() {
    return config.path("hidden_size").asInt();
  }

  /** Returns how token vectors become one. */
  public Pooling pooling() {
    return sentence.pooling();
  }

  /** Tells whether embeddings are divided by their length. */
  public boolean normalize() {
    return sentence.normalize();
  }

  /** Returns the largest number of tokens a text, special tokens included. */
  public int maxLength() {
    return maxLength;
  }

  /** Returns the folder's prompts by name, such as {@code query} and {@code document}. */
  public Map<String, String> prompts() {
    return sentence.prompts();
  }

  /**
   * Reads the weights as float32, by Hugging Face's names without the {@code bert.} prefix, in the
   * order of the network; a pooler is kept, heads of pre-training are not.
   *
   * @throws ModelFormatException if a tensor is missing, left over or has another shape
   */
  public Map<String, HostTensor> tensors() throws IOException {
    return Weights.read(path, config);
  }

  /**
   * Returns the SHA-256 digest, in hexadecimal, of whatever changes an embedding: weights,
   * tokenizer, configuration, pooling, normalisation, prompts, largest length. Reads all weights.
   */
  public String digest() throws IOException {
    return digest(tensors());
  }

  /** Returns the digest that this folder would have with other weights. */
  public String digest(Map<String, HostTensor> weights) throws IOException {
    return FolderDigest.of(
        Weights.checked(path, config, weights), tokenizer, config, sentence, maxLength);
  }

  /**
   * Writes a complete folder, Hugging Face's and sentence-transformers' files, that appears whole
   * or not at all. Equal input gives equal bytes.
   *
   * @param like gives everything but the weights, and its pooler where the weights hold none
   * @param weights by canonical name, as {@link #tensors()} returns them
   * @param target must not exist; its parents are made
   * @return the digest of the new folder
   */
  public static String write(ModelFolder like, Map<String, HostTensor> weights, Path target)
      throws IOException {
    Map<String, HostTensor> complete = new HashMap<>(weights);
    Map<String, HostTensor> unused = new HashMap<>(like.tensors());
    unused.keySet().retainAll(BertTensors.optional(like.config).keySet());
    unused.forEach(complete::putIfAbsent);
    Map<String, HostTensor> checked = Weights.checked(like.path, like.config, complete);
    FolderWriter.write(
        target, like.path, like.config, like.sentence, like.tokenizer, like.maxLength, checked);
    return like.digest(checked);
  }

  private static void checkSupported(Path dir, JsonNode config) throws ModelFormatException {
    String type = config.path("model_type").asText();
    if (!SUPPORTED.contains(type)) {
      throw new ModelFormatException(
          "%s: the architecture '%s' is not supported; supported are: %s"
              .formatted(dir, type, String.join(", ", SUPPORTED)));
    }
    try {
      BertTensors.expected(config);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(dir.resolve("config.json") + ": " + e.getMessage(), e);
    }
    requireSetting(dir, config, "hidden_act", "gelu");
    requireSetting(dir, config, "position_embedding_type", "absolute");
    int heads = config.path("num_attention_heads").asInt();
    if (heads < 1 || config.path("hidden_size").asInt() % heads != 0) {
      throw new ModelFormatException(
          dir.resolve("config.json") + ": num_attention_heads must divide hidden_size");
    }
    if (config.path("is_decoder").asBoolean(false)) {
      throw new ModelFormatException(
          dir.resolve("config.json") + ": a BERT that is a decoder is not supported");
    }
  }

  private static void requireSetting(Path dir, JsonNode config, String key, String supported)
      throws ModelFormatException {
    String value = config.path(key).asText(supported);
    if (!value.equals(supported)) {
      throw new ModelFormatException(
          "%s: %s '%s' is not supported; supported is '%s'"
              .formatted(dir.resolve("config.json"), key, value, supported));
    }
  }

  private static int maxLength(Path dir, JsonNode config, SentenceFiles sentence)
      throws IOException {
    int positions = config.path("max_position_embeddings").asInt();
    // A tokenizer that knows no limit carries a number beyond any integer.
    double tokenizerLimit =
        JsonFiles.readOptional(dir.resolve("tokenizer_config.json"))
            .path("model_max_length")
            .asDouble(positions);
    int length =
        sentence.maxLength().isPresent()
            ? sentence.maxLength().getAsInt()
            : (int) Math.min(tokenizerLimit, positions);
    if (length < 1) {
      throw new ModelFormatException(dir + ": the largest length is " + length);
    }
    return Math.min(length, positions);
  }
}
