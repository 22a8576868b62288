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

/**
 * What the files of a folder say besides the weights, checked.
 *
 * @param path where the folder lies
 * @param transformer where the network's files lie
 * @param config content of {@code config.json}
 * @param architecture that it describes
 * @param tokenizerFolder where the tokenizer's files lie
 * @param fullDimension numbers in an embedding before any truncation
 * @param maxLength tokens of a text at most
 * @param projections projections of tasks
 */
record FolderDescription(
    Path path,
    Path transformer,
    JsonNode config,
    Architecture architecture,
    SentenceFiles sentence,
    Path tokenizerFolder,
    TokenizerFile tokenizer,
    int fullDimension,
    int maxLength,
    ProjectionLayers projections) {

  /**
   * Reads the files of a folder.
   *
   * @throws ModelFormatException if one is missing or says something that is not supported
   */
  static FolderDescription read(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      throw new ModelFormatException(dir + " is not a model folder: no such directory");
    }
    SentenceFiles sentence = SentenceFiles.read(dir);
    Path transformer = dir.resolve(sentence.modules().transformer());
    refuseAdapter(dir, transformer);
    JsonNode config = JsonFiles.read(transformer.resolve("config.json"));
    Architecture architecture = architecture(transformer, config);
    WeightFiles.require(transformer);
    return of(dir, transformer, config, architecture, sentence, transformer);
  }

  /** This network beneath the modules, tokenizer and settings of another folder. */
  FolderDescription beneath(Path other) throws IOException {
    SentenceFiles above = SentenceFiles.read(other);
    Path own = other.resolve(above.modules().transformer());
    boolean tokenizes = Files.exists(own.resolve(TokenizerFile.NAME));
    return of(other, transformer, config, architecture, above, tokenizes ? own : tokenizerFolder);
  }

  private static FolderDescription of(
      Path dir,
      Path transformer,
      JsonNode config,
      Architecture architecture,
      SentenceFiles sentence,
      Path tokenizerFolder)
      throws IOException {
    TokenizerFile tokenizer = TokenizerFile.read(tokenizerFolder);
    if (tokenizer.vocabularySize() > architecture.vocabulary()) {
      throw new ModelFormatException(
          "%s: the tokenizer has %d tokens, config.json allows %d (vocab_size)"
              .formatted(dir, tokenizer.vocabularySize(), architecture.vocabulary()));
    }
    int dimension = sentence.modules().dimension(architecture.dimension(), dir);
    return new FolderDescription(
        dir,
        transformer,
        config,
        architecture,
        sentence,
        tokenizerFolder,
        tokenizer,
        dimension,
        sentence.maxLength(tokenizerFolder, architecture.maximumPositions()),
        ProjectionLayers.read(dir, dimension));
  }

  /** An adapter is no model; beside a model, sentence-transformers would add it to another one. */
  private static void refuseAdapter(Path dir, Path transformer) throws IOException {
    Path adapter = transformer.resolve("adapter_config.json");
    if (!Files.exists(adapter)) {
      return;
    }
    String base = JsonFiles.read(adapter).path("base_model_name_or_path").asText("the base model");
    throw new ModelFormatException(
        Files.exists(transformer.resolve("config.json"))
            ? "%s: there are a model and an adapter of %s here, and sentence-transformers takes %s with the adapter; remove this file where the model is meant, or put base and adapter together: freshet merge --model BASE --adapter DIR --output DIR"
                .formatted(adapter, base, base)
            : "%s holds an adapter of %s, which is no model by itself; put the two together: freshet merge --model BASE --adapter %s --output DIR"
                .formatted(dir, base, dir));
  }

  private static Architecture architecture(Path transformer, JsonNode config)
      throws ModelFormatException {
    return Architecture.of(config, transformer.resolve("config.json").toString());
  }

  /** The same with attention to both sides, where tokens look back only. */
  FolderDescription bidirectional() throws ModelFormatException {
    if (!architecture.causal()) {
      return this;
    }
    ObjectNode changed = config.deepCopy();
    changed.put("is_causal", false);
    return new FolderDescription(
        path,
        transformer,
        changed,
        architecture(transformer, changed),
        sentence.bidirectional(path),
        tokenizerFolder,
        tokenizer,
        fullDimension,
        maxLength,
        projections);
  }

  /** Numbers in an embedding. */
  int dimension() {
    return Math.min(fullDimension, sentence.truncation().orElse(fullDimension));
  }

  /** What of a digest does not come from the weights. */
  FolderDigest digest() {
    return new FolderDigest(config, sentence, tokenizer, maxLength);
  }
}
