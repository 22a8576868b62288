/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts the files of a model folder on disk. */
final class FolderWriter {
  private static final List<String> COPIED =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt");

  private FolderWriter() {}

  static void write(
      Path target,
      Path source,
      JsonNode config,
      SentenceFiles sentence,
      TokenizerFile tokenizer,
      int maxLength,
      Map<String, HostTensor> weights)
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
      for (String name : COPIED) {
        if (Files.exists(source.resolve(name))) {
          Files.copy(source.resolve(name), temporary.resolve(name));
        }
      }
      completeTokenizer(temporary, tokenizer, maxLength);
      JsonFiles.write(temporary.resolve("config.json"), written(config));
      sentence.write(temporary, config.path("hidden_size").asLong(), maxLength);
      Safetensors.write(temporary.resolve(Weights.FILE), weights, Map.of("format", "pt"));
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(temporary);
    }
  }

  private static void completeTokenizer(Path folder, TokenizerFile tokenizer, int maxLength)
      throws IOException {
    if (!Files.exists(folder.resolve("tokenizer.json"))) {
      JsonFiles.write(folder.resolve("tokenizer.json"), tokenizer.json());
    }
    if (!Files.exists(folder.resolve("tokenizer_config.json"))) {
      ObjectNode config = JsonFiles.MAPPER.createObjectNode();
      // Any other class may build rules of its own instead of those in tokenizer.json.
      config.put("tokenizer_class", "PreTrainedTokenizerFast").put("model_max_length", maxLength);
      for (String token : tokenizer.specialTokens()) {
        String name = token.substring(1, token.length() - 1).toLowerCase(Locale.ROOT);
        config.put(name + "_token", token);
      }
      JsonFiles.write(folder.resolve("tokenizer_config.json"), config);
    }
  }

  /** What config.json says about the weights must stay true: they are a bare encoder in float32. */
  private static ObjectNode written(JsonNode config) {
    ObjectNode written = config.deepCopy();
    written.putArray("architectures").add("BertModel");
    if (written.has("dtype")) {
      written.put("dtype", "float32");
    }
    if (written.has("torch_dtype") || !written.has("dtype")) {
      written.put("torch_dtype", "float32");
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
