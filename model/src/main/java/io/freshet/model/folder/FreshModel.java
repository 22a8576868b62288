/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ArchitectureDefinition;
import io.freshet.model.architecture.ArchitectureDefinitions;
import io.freshet.model.architecture.FreshSettings;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes model folders with random weights. Stateless. */
public final class FreshModel {
  private FreshModel() {}

  /** Creates a model with the size's usual number of positions. */
  public static void create(
      String architecture, ModelSize size, Path tokenizerFolder, long seed, Path target)
      throws IOException {
    create(architecture, size, tokenizerFolder, seed, size.positions(), target);
  }

  /**
   * Creates a complete model folder; a decoder's tokens look back only.
   *
   * @param architecture one of {@link ArchitectureDefinitions}
   * @param tokenizerFolder holds the tokenizer, which is copied
   * @param maxLength number of positions and largest number of tokens a text
   * @param target must not exist
   */
  public static void create(
      String architecture,
      ModelSize size,
      Path tokenizerFolder,
      long seed,
      int maxLength,
      Path target)
      throws IOException {
    create(architecture, size, tokenizerFolder, seed, maxLength, false, target);
  }

  /**
   * Creates a complete model folder: weights as Hugging Face initialises them; pooling over the
   * mean, but of decoders that look back only the last token. The same seed gives the same bytes.
   *
   * @param bidirectional whether tokens of a decoder look to both sides; an encoder's always do
   */
  public static void create(
      String architecture,
      ModelSize size,
      Path tokenizerFolder,
      long seed,
      int maxLength,
      boolean bidirectional,
      Path target)
      throws IOException {
    TokenizerFile tokenizer = TokenizerFile.read(tokenizerFolder);
    ObjectNode config = config(architecture, size, tokenizer, maxLength);
    Architecture network = Architecture.of(config, target.toString());
    if (bidirectional && network.causal()) {
      config.put("is_causal", false);
      network = Architecture.of(config, target.toString());
    }
    Pooling pooling = network.causal() ? Pooling.LAST_TOKEN : Pooling.MEAN;
    Modules modules = Modules.plain(List.of(pooling), true);
    FolderWriter.write(
        target,
        new FolderWriter.Description(
            Optional.of(tokenizerFolder),
            config,
            SentenceFiles.fresh(modules, maxLength, tokenizer.lowerCase()),
            tokenizer,
            network.dimension(),
            maxLength,
            Optional.empty()),
        new FreshWeights(network, tokenizer.padId(), seed).draw(),
        Map.of(),
        WriteOptions.DEFAULT);
  }

  private static ObjectNode config(
      String architecture, ModelSize size, TokenizerFile tokenizer, int maxLength) {
    ArchitectureDefinitions installed = ArchitectureDefinitions.installed();
    ArchitectureDefinition definition =
        installed
            .find(architecture)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the architecture '%s' is not supported; supported are: %s"
                            .formatted(architecture, String.join(", ", installed.modelTypes()))));
    ObjectNode config =
        JsonFiles.MAPPER
            .createObjectNode()
            .put("model_type", architecture)
            .put("initializer_range", FreshSettings.DEVIATION)
            .put("pad_token_id", tokenizer.padId())
            .put("vocab_size", tokenizer.vocabularySize());
    config.setAll(
        definition.fresh(
            new FreshSettings(
                size.layers(),
                size.width(),
                size.heads(),
                maxLength,
                tokenizer.vocabularySize(),
                tokenizer.padId(),
                tokenizer.json().path("model").path("type").asText())));
    return config;
  }
}
