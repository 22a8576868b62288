/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.DocumentParts;
import io.freshet.model.text.TextTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model folder at work: texts in, embeddings out. Where the folder has a document side, documents
 * go through that, and all else through the folder's own network. Thread-safe; calls take turns on
 * the device.
 */
public final class EmbeddingModel implements AutoCloseable {
  private final ModelFolder folder;
  private final TextTokenizer tokenizer;
  private final EmbeddingNetwork network;
  private final Optional<EmbeddingModel> documentSide;

  private EmbeddingModel(
      ModelFolder folder,
      TextTokenizer tokenizer,
      EmbeddingNetwork network,
      Optional<EmbeddingModel> documentSide) {
    this.folder = folder;
    this.tokenizer = tokenizer;
    this.network = network;
    this.documentSide = documentSide;
  }

  /**
   * Loads a model folder.
   *
   * @throws IOException where the folder cannot be read or holds no usable model
   * @throws io.freshet.model.device.DeviceUnavailableException where libtorch or the device is
   *     missing
   */
  public static EmbeddingModel load(Path folder, ComputeOptions compute) throws IOException {
    return load(folder, compute, () -> {});
  }

  /**
   * Loads a model folder for a process that still encodes while it ends.
   *
   * @param beforeTheEnd returns when it does no more; called when the process ends, before calls of
   *     the model are kept back
   */
  public static EmbeddingModel load(Path folder, ComputeOptions compute, Runnable beforeTheEnd)
      throws IOException {
    ModelFolder description = ModelFolder.read(folder);
    if (description.documentSide().isEmpty()) {
      return load(description, compute, beforeTheEnd, Optional.empty());
    }
    EmbeddingModel side =
        load(description.documentSide().get(), compute, beforeTheEnd, Optional.empty());
    try {
      return load(description, compute, beforeTheEnd, Optional.of(side));
    } catch (IOException | RuntimeException e) {
      side.close();
      throw e;
    }
  }

  private static EmbeddingModel load(
      ModelFolder folder,
      ComputeOptions compute,
      Runnable beforeTheEnd,
      Optional<EmbeddingModel> documentSide)
      throws IOException {
    TextTokenizer tokenizer = TextTokenizer.open(folder.tokenizer(), folder.path().toString());
    try {
      return new EmbeddingModel(
          folder,
          tokenizer,
          EmbeddingNetwork.load(folder, tokenizer, compute, beforeTheEnd),
          documentSide);
    } catch (IOException | RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /**
   * The digest of everything in the folder that changes an embedding: weights, tokenizer, pooling,
   * prompts. The options do not count.
   */
  public String digest() {
    return network.digest();
  }

  /**
   * The digest of everything in the folder that changes a document's embedding: models with the
   * same one can search each other's indices.
   */
  public String documentDigest() {
    return documentSide.map(EmbeddingModel::digest).orElseGet(this::digest);
  }

  /** Numbers in an embedding: as the folder says, or fewer where the options do. */
  public int dimension() {
    return network.dimension();
  }

  /** What the network computes in; never {@link Precision#AUTO}. */
  public Precision precision() {
    return network.precision();
  }

  /** Tokens of a text at most, by the folder. */
  public int maxLength() {
    return folder.maxLength();
  }

  /** Tokens of a text of a role at most, by the folder. */
  public int maxLength(TextRole role) {
    return side(role).maxLength();
  }

  /**
   * Encodes texts as queries are. Texts of like length go through the device together, so that a
   * text's last bits may depend on its company.
   *
   * @param prompt put before each text, may be empty; where the folder says so, its tokens are left
   *     out of the pooling
   * @param maxLength tokens a text at most, special tokens included; the folder's own limit stays
   * @return [texts, dimension], one row a text in order; normalised if the folder says so
   * @throws IllegalStateException after closing
   */
  public float[][] embed(List<String> texts, String prompt, int maxLength) {
    return network.embed(tokenized(texts, TextRole.QUERY, prompt, maxLength), DeviceTurn.AT_ONCE);
  }

  /**
   * Encodes the texts of a role with a prompt of the caller's choice; otherwise as {@link
   * #embed(List, String, int)}.
   */
  public float[][] embed(List<String> texts, TextRole role, String prompt, int maxLength) {
    return side(role).embed(texts, prompt, maxLength);
  }

  private EmbeddingModel side(TextRole role) {
    return switch (role) {
      case QUERY -> this;
      case DOCUMENT -> documentSide.orElse(this);
    };
  }

  /**
   * Encodes texts as a task's queries and documents are: through the projection of its own.
   *
   * @return [texts, {@link #projectionDimension}], otherwise as {@link #embed(List, String, int)}
   * @throws IllegalArgumentException where the task has none
   */
  public float[][] embedFor(String task, List<String> texts, String prompt, int maxLength) {
    return embed(tokenized(texts, TextRole.QUERY, prompt, maxLength).through(Optional.of(task)));
  }

  /** The tasks that have a projection of their own. */
  public Set<String> projectionTasks() {
    return folder.projectionTasks();
  }

  /**
   * Numbers in an embedding behind the projection of a task.
   *
   * @throws IllegalArgumentException where the task has none
   */
  public int projectionDimension(String task) {
    return folder.projectionDimension(task);
  }

  private TokenizedTexts tokenized(
      List<String> texts, TextRole role, String prompt, int maxLength) {
    List<String> prompted =
        prompt.isEmpty() ? texts : texts.stream().map(text -> prompt + text).toList();
    int length = Math.min(maxLength, folder.architecture().maximumPositions());
    int skipped = prompt.isEmpty() || folder.includePrompt() ? 0 : tokenizer.promptTokens(prompt);
    return new TokenizedTexts(tokenizer.tokenize(prompted, length), skipped, role);
  }

  /**
   * Tokenizes texts of a role, with the folder's own prompt and maximum length, for {@link
   * #embed(TokenizedTexts)}. Does not wait for the device.
   */
  public TokenizedTexts tokenize(List<String> texts, TextRole role) {
    EmbeddingModel side = side(role);
    return side.tokenized(texts, role, prompt(role), side.maxLength());
  }

  /** The folder's own prompt of a role, empty where it has none. */
  public String prompt(TextRole role) {
    ModelFolder side = side(role).folder;
    return switch (role) {
      case QUERY -> side.queryPrompt();
      case DOCUMENT -> side.documentPrompt();
    };
  }

  /**
   * Says where texts of a role are embedded otherwise than sentence-transformers does it by the
   * same folder, a sentence each; empty where nowhere.
   *
   * @param prompt put before each text
   */
  public List<String> deviations(TextRole role, String prompt) {
    return side(role).folder.deviations(role, prompt);
  }

  /**
   * The same with a prompt of the caller's choice.
   *
   * @param maxLength tokens a text at most, special tokens included; the folder's own limit stays
   */
  public TokenizedTexts tokenize(List<String> texts, TextRole role, String prompt, int maxLength) {
    return side(role).tokenized(texts, role, prompt, maxLength);
  }

  /**
   * Encodes texts that this model has tokenized.
   *
   * @return [texts, dimension], one row a text in order, or [texts, {@link #projectionDimension}]
   *     where they go through a projection; normalised if the folder says so
   * @throws IllegalArgumentException where they go through a projection that the model has not
   * @throws IllegalStateException after closing
   */
  public float[][] embed(TokenizedTexts texts) {
    return embed(texts, DeviceTurn.AT_ONCE);
  }

  /**
   * {@link #embed(TokenizedTexts)} beside others who use the device.
   *
   * @param turns asked for every call of the device
   */
  public float[][] embed(TokenizedTexts texts, DeviceTurn turns) {
    return side(texts.role()).network.embed(texts, turns);
  }

  /** The folder's prompts by name; {@code query} and {@code document} are those of the roles. */
  public Map<String, String> prompts() {
    return folder.prompts();
  }

  /** Encodes texts with the folder's own prompt of the role and its own maximum length. */
  public float[][] embed(List<String> texts, TextRole role) {
    return embed(texts, role, DeviceTurn.AT_ONCE);
  }

  /**
   * {@link #embed(List, TextRole)} beside others who use the device.
   *
   * @param turns asked for every call of the device
   */
  public float[][] embed(List<String> texts, TextRole role, DeviceTurn turns) {
    return embed(tokenize(texts, role), turns);
  }

  /**
   * What of a document is encoded, each part as a document: title and text as one where they fit,
   * else chunks of the text, each behind the title.
   *
   * @param prompt that will be put before each part
   * @param title may be empty; what of it would fill more than half of a chunk is left out of the
   *     chunks
   * @param tokens of a part at most, prompt and special tokens included
   * @param overlap tokens of text at most that a chunk has in common with the next, no more than
   *     half of what it has
   * @param atMost parts
   */
  public List<String> documentParts(
      String prompt, String title, String text, int tokens, int overlap, int atMost) {
    EmbeddingModel side = side(TextRole.DOCUMENT);
    int limit = side.folder.architecture().maximumPositions();
    return new DocumentParts(side.tokenizer, prompt)
        .of(title, text, Math.min(tokens, limit), overlap, atMost);
  }

  /**
   * The first numbers of a vector, brought to length 1: what a vector of a Matryoshka training is
   * as a narrower one.
   *
   * @param kept how many, no more than there are
   */
  public static float[] shortened(float[] vector, int kept) {
    float[] first = Arrays.copyOf(vector, kept);
    double squares = 0;
    for (float value : first) {
      squares += (double) value * value;
    }
    double norm = Math.max(Math.sqrt(squares), 1e-12);
    for (int i = 0; i < first.length; i++) {
      first[i] = (float) (first[i] / norm);
    }
    return first;
  }

  /** Frees the weights; a call that is under way ends first, later ones fail. */
  @Override
  public void close() {
    documentSide.ifPresent(EmbeddingModel::close);
    if (network.close()) {
      tokenizer.close();
    }
  }
}
