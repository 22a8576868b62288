/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model folder as Hugging Face and sentence-transformers write it, read and checked. Immutable
 * and thread-safe; the weights are read from disk when asked for.
 */
public final class ModelFolder {
  /** Where a folder keeps the model that embeds documents, where that is another one. */
  static final String DOCUMENT_SIDE = "document-side";

  private static final List<String> QUERY = List.of("query");

  /** In the order in which sentence-transformers looks for them. */
  private static final List<String> DOCUMENT = List.of("document", "passage", "corpus");

  private final Path path;
  private final Path transformer;
  private final JsonNode config;
  private final Architecture architecture;
  private final SentenceFiles sentence;
  private final TokenizerFile tokenizer;
  private final int dimension;
  private final int maxLength;
  private final Heads heads;
  private final Optional<ModelFolder> documentSide;

  private ModelFolder(
      Path path,
      Path transformer,
      JsonNode config,
      Architecture architecture,
      SentenceFiles sentence,
      TokenizerFile tokenizer,
      int dimension,
      int maxLength,
      Heads heads,
      Optional<ModelFolder> documentSide) {
    this.path = path;
    this.transformer = transformer;
    this.config = config;
    this.architecture = architecture;
    this.sentence = sentence;
    this.tokenizer = tokenizer;
    this.dimension = dimension;
    this.maxLength = maxLength;
    this.heads = heads;
    this.documentSide = documentSide;
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
    SentenceFiles sentence = SentenceFiles.read(dir);
    Path transformer = dir.resolve(sentence.modules().transformer());
    JsonNode config = JsonFiles.read(transformer.resolve("config.json"));
    Architecture architecture =
        Architecture.of(config, transformer.resolve("config.json").toString());
    WeightFiles.require(transformer);
    TokenizerFile tokenizer = TokenizerFile.read(transformer);
    if (tokenizer.vocabularySize() > architecture.vocabulary()) {
      throw new ModelFormatException(
          "%s: the tokenizer has %d tokens, config.json allows %d (vocab_size)"
              .formatted(dir, tokenizer.vocabularySize(), architecture.vocabulary()));
    }
    int dimension = sentence.modules().dimension(architecture.dimension(), dir);
    return new ModelFolder(
        dir,
        transformer,
        config,
        architecture,
        sentence,
        tokenizer,
        dimension,
        maxLength(transformer, architecture.maximumPositions(), sentence),
        Heads.read(dir, dimension),
        documentSide(dir, Math.min(dimension, sentence.truncation().orElse(dimension))));
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
    if (!architecture.causal()) {
      return this;
    }
    ObjectNode changed = config.deepCopy();
    changed.put("is_causal", false);
    return new ModelFolder(
        path,
        transformer,
        changed,
        Architecture.of(changed, transformer.resolve("config.json").toString()),
        sentence,
        tokenizer,
        dimension,
        maxLength,
        heads,
        documentSide);
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
    return new ModelFolder(
        path,
        transformer,
        config,
        architecture,
        sentence,
        tokenizer,
        dimension,
        maxLength,
        heads,
        Optional.of(documentSide.orElse(this)));
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

  /** Returns the tokenizer's description. */
  public TokenizerFile tokenizer() {
    return tokenizer;
  }

  /** Returns the numbers in an embedding: the full width, or what the folder truncates it to. */
  public int dimension() {
    return Math.min(dimension, sentence.truncation().orElse(dimension));
  }

  /** Returns the width of an embedding before any truncation. */
  public int fullDimension() {
    return dimension;
  }

  /** Returns how token vectors become one; the results of several stand side by side. */
  public List<Pooling> pooling() {
    return sentence.modules().pooling();
  }

  /** Tells whether the tokens of the prompt take part in the pooling. */
  public boolean includePrompt() {
    return sentence.modules().includePrompt();
  }

  /** Returns the tensors of the dense layers behind the pooling, a weight and a bias each. */
  public List<TensorSpec> denseTensors() {
    List<TensorSpec> specs = new ArrayList<>();
    for (int i = 0; i < dense().size(); i++) {
      specs.addAll(dense().get(i).specs(i));
    }
    return List.copyOf(specs);
  }

  /** Returns the tasks that have a projection of their own behind the embedding. */
  public Set<String> headTasks() {
    return heads.tasks();
  }

  /**
   * Returns the numbers in an embedding behind a task's projection.
   *
   * @throws IllegalArgumentException where the task has none
   */
  public int headDimension(String task) {
    return heads.dimension(task);
  }

  /**
   * Returns the tensors of a projection for a task, whether the folder has one or not: a weight and
   * a bias.
   *
   * @param out numbers that it gives
   */
  public List<TensorSpec> headTensors(String task, int out) {
    return Heads.specs(task, dimension, out);
  }

  /** Returns the tensors that make an embedding: the encoder's, then the dense layers'. */
  public List<TensorSpec> network() {
    return Stream.concat(architecture.tensors().stream(), denseTensors().stream()).toList();
  }

  /** Returns the programs' number of the activation of each dense layer. */
  public List<Long> denseActivations() {
    return dense().stream().map(layer -> layer.activation().code()).toList();
  }

  private List<DenseLayer> dense() {
    return sentence.modules().dense();
  }

  /** Tells whether embeddings are divided by their length. */
  public boolean normalize() {
    return sentence.modules().normalize();
  }

  /** Returns the largest number of tokens a text, special tokens included. */
  public int maxLength() {
    return maxLength;
  }

  /** Returns the folder's prompts by name, such as {@code query} and {@code document}. */
  public Map<String, String> prompts() {
    return sentence.prompts();
  }

  /** Returns what is put before queries: the prompt {@code query}, else the default, else "". */
  public String queryPrompt() {
    return sentence.prompt(QUERY);
  }

  /**
   * Returns what is put before documents: the prompt {@code document}, {@code passage} or {@code
   * corpus}, else the default, else "".
   */
  public String documentPrompt() {
    return sentence.prompt(DOCUMENT);
  }

  /** Returns how embeddings are compared: {@code cosine} unless the folder says otherwise. */
  public String similarity() {
    return sentence.settings().path("similarity_fn_name").asText("cosine");
  }

  /**
   * Maps the weights into memory, in the types of the files: those of the network, by Hugging
   * Face's names without the prefix of a model with a head and in the order of the network; those
   * of {@link #denseTensors}; those of {@link #headTensors}; then what no embedding needs, such as
   * poolers and the heads of language models.
   *
   * @throws ModelFormatException if a tensor is missing, left over or has another shape
   */
  public Map<String, HostTensor> tensors() throws IOException {
    Map<String, HostTensor> all = new LinkedHashMap<>(weights().tensors());
    all.putAll(heads.weights(path));
    return Collections.unmodifiableMap(all);
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
    Map<String, HostTensor> all = new HashMap<>(checked(withoutHeads(weights)));
    all.putAll(headsOf(weights));
    return digest(all, TensorType.F32);
  }

  private String digest(Map<String, HostTensor> weights, TensorType stored) throws IOException {
    SortedMap<String, HostTensor> used = new TreeMap<>(weights);
    Set<String> needed = needed();
    used.keySet().removeIf(name -> !needed.contains(name) && !Heads.isHead(name));
    String own = new FolderDigest(config, sentence, tokenizer, maxLength).of(used, stored);
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
    Weights before = like.weights();
    Map<String, HostTensor> heads = like.heads.weights(like.path);
    heads.putAll(headsOf(weights));
    Map<String, HostTensor> all =
        like.checked(
            before.completed(
                withoutHeads(weights), like.needed(), like.architecture.tensors().get(0)));
    Map<String, HostTensor> transformer = new LinkedHashMap<>();
    Map<String, HostTensor> dense = new LinkedHashMap<>(all);
    dense.keySet().retainAll(like.denseTensors().stream().map(TensorSpec::name).toList());
    all.forEach(
        (name, tensor) -> {
          if (!dense.containsKey(name)) {
            transformer.put(before.fileName(name), tensor);
          }
        });
    dense.putAll(heads);
    FolderWriter.write(
        target,
        new FolderWriter.Description(
            like.transformer,
            like.config,
            like.sentence,
            like.tokenizer,
            like.architecture.dimension(),
            like.maxLength,
            like.documentSide),
        transformer,
        dense,
        options);
    Map<String, HostTensor> written = new HashMap<>(all);
    written.putAll(heads);
    return like.digest(written, options.type());
  }

  private static Map<String, HostTensor> headsOf(Map<String, HostTensor> weights) {
    Map<String, HostTensor> heads = new LinkedHashMap<>(weights);
    heads.keySet().removeIf(name -> !Heads.isHead(name));
    return heads;
  }

  private static Map<String, HostTensor> withoutHeads(Map<String, HostTensor> weights) {
    Map<String, HostTensor> rest = new LinkedHashMap<>(weights);
    rest.keySet().removeIf(Heads::isHead);
    return rest;
  }

  private Weights weights() throws IOException {
    Map<String, HostTensor> dense = new HashMap<>();
    for (int i = 0; i < dense().size(); i++) {
      dense.putAll(dense().get(i).weights(path, i));
    }
    return Weights.read(transformer, architecture, denseTensors(), dense);
  }

  private Map<String, HostTensor> checked(Map<String, HostTensor> weights)
      throws ModelFormatException {
    return Weights.checked(path, architecture, denseTensors(), weights);
  }

  /** Whether a tensor takes part in embeddings, be it those of a single task. */
  boolean embeds(String tensor) {
    return needed().contains(tensor) || Heads.isHead(tensor);
  }

  /** Names what, besides the weights, makes another folder embed otherwise; empty for nothing. */
  List<String> differences(ModelFolder other) {
    return new FolderDigest(config, sentence, tokenizer, maxLength)
        .differences(
            new FolderDigest(other.config, other.sentence, other.tokenizer, other.maxLength));
  }

  /** Names of the tensors that make an embedding. */
  private Set<String> needed() {
    return network().stream().map(TensorSpec::name).collect(Collectors.toUnmodifiableSet());
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
