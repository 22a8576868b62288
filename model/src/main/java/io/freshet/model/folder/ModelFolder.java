/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model folder as Hugging Face and sentence-transformers write it, read and checked. Immutable
 * and thread-safe; the weights are read from disk when asked for.
 */
public final class ModelFolder {
  private final Path path;
  private final JsonNode config;
  private final Architecture architecture;
  private final SentenceFiles sentence;
  private final TokenizerFile tokenizer;
  private final int maxLength;

  private ModelFolder(
      Path path,
      JsonNode config,
      Architecture architecture,
      SentenceFiles sentence,
      TokenizerFile tokenizer,
      int maxLength) {
    this.path = path;
    this.config = config;
    this.architecture = architecture;
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
    Architecture architecture = Architecture.of(config, dir.resolve("config.json").toString());
    Weights.require(dir);
    SentenceFiles sentence = SentenceFiles.read(dir);
    TokenizerFile tokenizer = TokenizerFile.read(dir);
    if (tokenizer.vocabularySize() > architecture.vocabulary()) {
      throw new ModelFormatException(
          "%s: the tokenizer has %d tokens, config.json allows %d (vocab_size)"
              .formatted(dir, tokenizer.vocabularySize(), architecture.vocabulary()));
    }
    return new ModelFolder(
        dir,
        config,
        architecture,
        sentence,
        tokenizer,
        maxLength(dir, architecture.maximumPositions(), sentence));
  }

  /**
   * Returns this folder with attention to both sides: of a decoder whose tokens look back only, one
   * whose configuration says {@code "is_causal": false}, which is written with it, changes the
   * digest, and which transformers 5 follows too. An encoder's tokens do so already.
   */
  public ModelFolder bidirectional() throws ModelFormatException {
    if (!architecture.causal()) {
      return this;
    }
    ObjectNode changed = config.deepCopy();
    changed.put("is_causal", false);
    return new ModelFolder(
        path,
        changed,
        Architecture.of(changed, path.resolve("config.json").toString()),
        sentence,
        tokenizer,
        maxLength);
  }

  /** Returns where the folder lies. */
  public Path path() {
    return path;
  }

  /** Returns the content of {@code config.json}; not to be changed. */
  public JsonNode config() {
    return config;
  }

  /** Returns the network that {@code config.json} describes. */
  public Architecture architecture() {
    return architecture;
  }

  /** Returns the width of an embedding. */
  public int dimension() {
    return architecture.dimension() * pooling().size();
  }

  /** Returns how token vectors become one; the results of several stand side by side. */
  public List<Pooling> pooling() {
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
    return Weights.read(path, architecture);
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
        Weights.checked(path, architecture, weights),
        architecture,
        tokenizer,
        config,
        sentence,
        maxLength);
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
    unused.keySet().removeAll(like.architecture.names());
    unused.forEach(complete::putIfAbsent);
    Map<String, HostTensor> checked = Weights.checked(like.path, like.architecture, complete);
    FolderWriter.write(
        target, like.path, like.config, like.sentence, like.tokenizer, like.maxLength, checked);
    return like.digest(checked);
  }

  private static int maxLength(Path dir, int positions, SentenceFiles sentence) throws IOException {
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
