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
    JsonNode config = JsonFiles.read(transformer.resolve("config.json"));
    Architecture architecture = architecture(transformer, config);
    WeightFiles.require(transformer);
    TokenizerFile tokenizer = TokenizerFile.read(transformer);
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
        tokenizer,
        dimension,
        sentence.maxLength(transformer, architecture.maximumPositions()),
        ProjectionLayers.read(dir, dimension));
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
        sentence,
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
