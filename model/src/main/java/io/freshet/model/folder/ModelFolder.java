/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.TextRole;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model folder as Hugging Face and sentence-transformers write it, read and checked. Immutable
 * and thread-safe; the weights are read from disk when asked for.
 */
public final class ModelFolder {
  /** Where a folder keeps the model that embeds documents, where that is another one. */
  static final String DOCUMENT_SIDE = "document-side";

  private final FolderDescription description;
  private final Optional<ModelFolder> documentSide;
  private final FolderWeights content;

  private ModelFolder(FolderDescription description, Optional<ModelFolder> documentSide) {
    this.description = description;
    this.documentSide = documentSide;
    this.content = FolderWeights.of(description);
  }

  /**
   * Reads the description of a folder; the sentence-transformers files may be absent: then mean
   * pooling, of causal language models the last token, and normalised vectors.
   *
   * @throws ModelFormatException if a file is missing or says something that is not supported
   */
  public static ModelFolder read(Path dir) throws IOException {
    FolderDescription description = FolderDescription.read(dir);
    return new ModelFolder(description, documentSide(dir, description.dimension()));
  }

  /**
   * Reads the network of one folder beneath the modules, tokenizer and settings of another one,
   * such as that of an adapter, where that has a {@code modules.json}.
   *
   * @throws ModelFormatException if a file is missing or says something that is not supported
   */
  public static ModelFolder readBeneath(Path network, Path other) throws IOException {
    FolderDescription description = FolderDescription.read(network);
    return Modules.describedIn(other)
        ? new ModelFolder(description.beneath(other), Optional.empty())
        : new ModelFolder(description, documentSide(network, description.dimension()));
  }

  private static Optional<ModelFolder> documentSide(Path dir, int dimension) throws IOException {
    Path path = dir.resolve(DOCUMENT_SIDE);
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    ModelFolder side = read(path);
    if (side.dimension() != dimension || side.documentSide.isPresent()) {
      throw new ModelFormatException(
          "%s: a document side makes embeddings of the width of the query side, %d, and has no side of its own, but this one's have %d"
              .formatted(path, dimension, side.dimension()));
    }
    return Optional.of(side);
  }

  /**
   * Returns this folder with attention to both sides: of a decoder whose tokens look back only, one
   * whose configuration says {@code "is_causal": false}, which is written with it, changes the
   * digest, and which transformers 5 follows too. An encoder's tokens do so already.
   */
  public ModelFolder bidirectional() throws ModelFormatException {
    return new ModelFolder(description.bidirectional(), documentSide);
  }

  /**
   * Returns the model that embeds documents, where it is another one than embeds queries: the start
   * of a training of queries alone. It lies in the folder {@code document-side} and is complete.
   */
  public Optional<ModelFolder> documentSide() {
    return documentSide;
  }

  /**
   * Returns this folder with its present documents kept: what is written like it embeds documents
   * as this folder does, whatever the weights.
   */
  public ModelFolder keepingDocuments() {
    return new ModelFolder(description, Optional.of(documentSide.orElse(this)));
  }

  /**
   * Returns the digest of whatever changes the embedding of a document: folders with the same one
   * give documents the same vectors, whatever they give queries. Reads all weights.
   */
  public String documentDigest() throws IOException {
    return documentSide.isPresent() ? documentSide.get().digest() : digest();
  }

  /** Returns where the folder lies. */
  public Path path() {
    return description.path();
  }

  /** Returns the content of {@code config.json}; not to be changed. */
  public JsonNode config() {
    return description.config();
  }

  /** Returns the network that {@code config.json} describes. */
  public Architecture architecture() {
    return description.architecture();
  }

  /** Returns the tokenizer's description. */
  public TokenizerFile tokenizer() {
    return description.tokenizer();
  }

  /** Returns the numbers in an embedding: the full width, or what the folder truncates it to. */
  public int dimension() {
    return description.dimension();
  }

  /** Returns the width of an embedding before any truncation. */
  public int fullDimension() {
    return description.fullDimension();
  }

  /** Returns how token vectors become one; the results of several stand side by side. */
  public List<Pooling> pooling() {
    return description.sentence().modules().pooling();
  }

  /** Tells whether the tokens of the prompt take part in the pooling. */
  public boolean includePrompt() {
    return description.sentence().modules().includePrompt();
  }

  /** Returns the tasks that have a projection of their own behind the embedding. */
  public Set<String> projectionTasks() {
    return description.projections().tasks();
  }

  /**
   * Returns the numbers in an embedding behind a task's projection.
   *
   * @throws IllegalArgumentException where the task has none
   */
  public int projectionDimension(String task) {
    return description.projections().dimension(task);
  }

  /**
   * Returns the tensors of a projection for a task, whether the folder has one or not: a weight and
   * a bias.
   *
   * @param out numbers that it gives
   */
  public List<TensorSpec> projectionTensors(String task, int out) {
    return ProjectionLayers.specs(task, description.fullDimension(), out);
  }

  /** Returns the tensors that make an embedding: the encoder's, then the dense layers'. */
  public List<TensorSpec> network() {
    return content.network();
  }

  /** Returns the programs' number of the activation of each dense layer. */
  public List<Long> denseActivations() {
    return content.dense().stream().map(layer -> layer.activation().code()).toList();
  }

  /** Tells whether embeddings are divided by their length. */
  public boolean normalize() {
    return description.sentence().modules().normalize();
  }

  /** Returns the largest number of tokens a text, special tokens included. */
  public int maxLength() {
    return description.maxLength();
  }

  /** Returns the folder's prompts by name, such as {@code query} and {@code document}. */
  public Map<String, String> prompts() {
    return description.sentence().prompts();
  }

  /** Returns what is put before queries: the prompt {@code query}, else the default, else "". */
  public String queryPrompt() {
    return description.sentence().queryPrompt();
  }

  /**
   * Returns what is put before documents: the prompt {@code document}, {@code passage} or {@code
   * corpus}, else the default, else "".
   */
  public String documentPrompt() {
    return description.sentence().documentPrompt();
  }

  /** Says where texts of a role behind a prompt embed otherwise than in sentence-transformers. */
  public List<String> deviations(TextRole role, String prompt) {
    return Deviations.of(description, role, prompt);
  }

  /** Returns how embeddings are compared: {@code cosine} unless the folder says otherwise. */
  public String similarity() {
    return description.sentence().settings().path("similarity_fn_name").asText("cosine");
  }

  /**
   * Maps the weights into memory, in the types of the files: those of the network, by Hugging
   * Face's names without the prefix of a model with a head and in the order of the network; those
   * of the dense layers; those of {@link #projectionTensors}; then what no embedding needs, such as
   * poolers and the heads of language models.
   *
   * @throws ModelFormatException if a tensor is missing, left over or has another shape
   */
  public Map<String, HostTensor> tensors() throws IOException {
    return content.read();
  }

  /**
   * Returns the SHA-256 digest, in hexadecimal, of whatever changes an embedding: weights,
   * tokenizer, configuration, pooling, dense layers, normalisation, truncation, prompts, largest
   * length; and the digest of the document side, where that embeds otherwise. The type of the
   * weights does not count, only their values. Reads all weights.
   */
  public String digest() throws IOException {
    return digest(tensors());
  }

  /** Returns the digest that this folder would have with other weights. */
  public String digest(Map<String, HostTensor> weights) throws IOException {
    return digest(weights, TensorType.F32);
  }

  private String digest(Map<String, HostTensor> weights, TensorType stored) throws IOException {
    String own = description.digest().of(content.effective(weights), stored);
    return documentSide.isPresent() ? FolderDigest.ofSides(own, documentSide.get().digest()) : own;
  }

  /** Writes a complete folder with the default options. */
  public static String write(ModelFolder like, Map<String, HostTensor> weights, Path target)
      throws IOException {
    return write(like, weights, target, WriteOptions.DEFAULT);
  }

  /**
   * Writes a complete folder, Hugging Face's and sentence-transformers' files, that appears whole
   * or not at all. Equal input gives equal bytes. Tensors are called as in the folder that gives
   * the rest.
   *
   * @param like gives everything but the weights, and what its weights hold that no embedding needs
   *     where the new ones do not; a head tied to the word embeddings follows the new ones
   * @param weights by canonical name, as {@link #tensors()} returns them; projections of further
   *     tasks may be among them
   * @param target must not exist; its parents are made
   * @return the digest of the new folder
   * @throws ModelFormatException if a number is too large for the type that is written
   */
  public static String write(
      ModelFolder like, Map<String, HostTensor> weights, Path target, WriteOptions options)
      throws IOException {
    FolderWeights.Complete complete = like.content.completed(weights);
    FolderWriter.write(
        target,
        new FolderWriter.Description(
            Optional.of(like.description.tokenizerFolder()),
            like.description.config(),
            like.description.sentence(),
            like.description.tokenizer(),
            like.architecture().dimension(),
            like.maxLength(),
            like.documentSide),
        complete.transformer(),
        complete.dense(),
        options);
    return like.digest(complete.all(), options.type());
  }

  /** Whether a tensor takes part in embeddings, be it those of a single task. */
  boolean embeds(String tensor) {
    return content.embeds(tensor);
  }

  /** Names what, besides the weights, makes another folder embed otherwise; empty for nothing. */
  List<String> differences(ModelFolder other) {
    return description.digest().differences(other.description.digest());
  }
}
