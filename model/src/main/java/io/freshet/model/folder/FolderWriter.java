/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts the files of a model folder on disk. */
final class FolderWriter {
  private static final List<String> COPIED =
      List.of(
          TokenizerFile.NAME,
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt",
          "sentencepiece.bpe.model",
          "tokenizer.model",
          "chat_template.jinja");

  private FolderWriter() {}

  /**
   * What a folder holds besides its weights.
   *
   * @param files the folder whose tokenizer files are copied, where there is one
   * @param width of a token vector
   * @param documentSide the model that embeds documents, where that is another one
   */
  record Description(
      Optional<Path> files,
      JsonNode config,
      SentenceFiles sentence,
      TokenizerFile tokenizer,
      int width,
      int maxLength,
      Optional<ModelFolder> documentSide) {}

  /**
   * Writes a folder that appears whole or not at all.
   *
   * @param transformer tensors by their names in the files
   * @param dense tensors of dense layers and of tasks' projections by canonical name
   */
  static void write(
      Path target,
      Description what,
      Map<String, HostTensor> transformer,
      Map<String, HostTensor> dense,
      WriteOptions options)
      throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      throw new FileAlreadyExistsException(absolute.toString());
    }
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException(absolute + " cannot be a model folder");
    }
    Files.createDirectories(parent);
    // Not the platform's temporary directory, which only its owner may read.
    Path temporary =
        Files.createDirectory(
            parent.resolve("." + absolute.getFileName() + "." + UUID.randomUUID()));
    try {
      if (what.files().isPresent()) {
        copyTokenizer(what.files().get(), temporary);
      }
      completeTokenizer(temporary, what.tokenizer(), what.maxLength());
      JsonFiles.write(temporary.resolve("config.json"), written(what.config(), options));
      what.sentence().write(temporary, what.width(), what.maxLength(), dense, options.type());
      ProjectionLayers.write(temporary, dense, options.type());
      WeightFiles.write(temporary, transformer, options);
      if (what.documentSide().isPresent()) {
        ModelFolder side = what.documentSide().get();
        String unused =
            ModelFolder.write(
                side,
                side.tensors(),
                temporary.resolve(ModelFolder.DOCUMENT_SIDE),
                // Exactly as it was: what it embeds must not change.
                new WriteOptions(TensorType.F32, options.shardBytes()));
      }
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(temporary);
    }
  }

  private static void copyTokenizer(Path from, Path to) throws IOException {
    for (String name : COPIED) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }

  private static void completeTokenizer(Path folder, TokenizerFile tokenizer, int maxLength)
      throws IOException {
    boolean settings = Files.exists(folder.resolve("tokenizer_config.json"));
    if (!settings || !Files.exists(folder.resolve(TokenizerFile.NAME))) {
      // As it is read: without settings, the file alone may mean another tokenizer.
      JsonFiles.write(folder.resolve(TokenizerFile.NAME), tokenizer.json());
    }
    if (!settings) {
      ObjectNode config = JsonFiles.MAPPER.createObjectNode();
      // Any other class may build rules of its own instead of those in tokenizer.json.
      config.put("tokenizer_class", "PreTrainedTokenizerFast").put("model_max_length", maxLength);
      tokenizer.specialTokens().forEach(config::put);
      JsonFiles.write(folder.resolve("tokenizer_config.json"), config);
    }
  }

  /** What config.json says about the weights must stay true. */
  private static ObjectNode written(JsonNode config, WriteOptions options) {
    ObjectNode written = config.deepCopy();
    if (written.has("dtype")) {
      written.put("dtype", options.dtype());
    }
    if (written.has("torch_dtype") || !written.has("dtype")) {
      written.put("torch_dtype", options.dtype());
    }
    return written;
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
