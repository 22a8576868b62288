/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that came in another form than a folder; its vectors have length 1, and no prompts.
 *
 * @param config content of {@code config.json}
 * @param weights by canonical name
 * @param tokenizer is written without a truncation and padding of its own
 * @param pooling how token vectors become one
 * @param maxLength tokens of a text at most
 */
public record ImportedModel(
    JsonNode config,
    Map<String, HostTensor> weights,
    TokenizerFile tokenizer,
    Pooling pooling,
    int maxLength) {

  /**
   * Writes a complete folder.
   *
   * @param where the model came from, for messages
   * @param target must not exist; appears whole or not at all
   * @throws ModelFormatException where a tensor is missing, left over or of another shape, or the
   *     tokenizer belongs to another model
   * @throws IllegalArgumentException where texts may be longer than the network can read
   */
  public void write(String where, Path target) throws IOException {
    Architecture network = Architecture.of(config, where);
    if (maxLength < 1 || maxLength > network.maximumPositions()) {
      throw new IllegalArgumentException(
          "a largest length of %d tokens cannot be: the network has %d positions"
              .formatted(maxLength, network.maximumPositions()));
    }
    if (tokenizer.vocabularySize() > network.vocabulary()) {
      throw new ModelFormatException(
          "%s has embeddings for %d tokens, but the tokenizer knows %d: it is another model's"
              .formatted(where, network.vocabulary(), tokenizer.vocabularySize()));
    }
    Map<String, HostTensor> checked =
        Weights.checked(
            where + ": the weights are not those of a " + network.modelType(),
            network,
            List.of(),
            weights);
    FolderWriter.write(
        target,
        new FolderWriter.Description(
            Optional.empty(),
            config,
            SentenceFiles.fresh(
                Modules.plain(List.of(pooling), true), maxLength, tokenizer.lowerCase()),
            tokenizer,
            network.dimension(),
            maxLength,
            Optional.empty()),
        checked,
        Map.of(),
        WriteOptions.DEFAULT);
  }
}
