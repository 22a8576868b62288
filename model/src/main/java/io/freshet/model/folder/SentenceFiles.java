/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.TextRole;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the sentence-transformers files of a folder say.
 *
 * @param modules what follows what
 * @param maxLength largest number of tokens, where it is said
 * @param lowerCase whether texts are lower-cased before the tokenizer
 * @param prompts prompt by name
 * @param defaultPrompt name of the prompt for texts whose side has none
 * @param truncation dimensions of an embedding that are kept, where it is said (Matryoshka)
 * @param settings content of {@code config_sentence_transformers.json}
 */
record SentenceFiles(
    Modules modules,
    OptionalInt maxLength,
    boolean lowerCase,
    Map<String, String> prompts,
    Optional<String> defaultPrompt,
    OptionalInt truncation,
    JsonNode settings) {
  private static final String SETTINGS = "config_sentence_transformers.json";
  private static final String LENGTHS = "sentence_bert_config.json";

  private static final List<String> QUERY = List.of("query");

  /** In the order in which sentence-transformers looks for them. */
  private static final List<String> DOCUMENT = List.of("document", "passage", "corpus");

  /** Names that the first versions gave the file of lengths, a kind of model each. */
  private static final List<String> OLDER_LENGTHS =
      List.of(
          "sentence_roberta_config.json",
          "sentence_distilbert_config.json",
          "sentence_xlm-roberta_config.json");

  private static final String EMBEDDING = "feature-extraction";

  /** What else that file may say of embeddings, and where it is to be said instead. */
  private static final SortedMap<String, String> NOT_FOLLOWED =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "query_length", "give it to the tasks as query-max-length",
                  "document_length", "give it to the tasks as document-max-length",
                  "query_expansion", "take a model whose queries are not filled up",
                  "config_args", "put what it says into config.json",
                  "config_kwargs", "put what it says into config.json",
                  "tokenizer_args", "put what it says into tokenizer_config.json",
                  "processor_kwargs", "put what it says into tokenizer_config.json",
                  "processing_kwargs", "put what it says into tokenizer_config.json")));

  /** Settings of a model that no folder describes yet. */
  static SentenceFiles fresh(Modules modules, int maxLength, boolean lowerCase) {
    return new SentenceFiles(
        modules,
        OptionalInt.of(maxLength),
        lowerCase,
        Map.of("query", "", "document", ""),
        Optional.empty(),
        OptionalInt.empty(),
        JsonFiles.MAPPER.createObjectNode());
  }

  static SentenceFiles read(Path folder) throws IOException {
    Modules modules = Modules.read(folder);
    JsonNode lengths = lengths(folder.resolve(modules.transformer()));
    JsonNode length = lengths.path("max_seq_length");
    Path file = folder.resolve(SETTINGS);
    JsonNode settings = JsonFiles.readOptional(file);
    Map<String, String> prompts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> prompt : settings.path("prompts").properties()) {
      if (prompt.getValue().isTextual()) {
        prompts.put(prompt.getKey(), prompt.getValue().asText());
      }
    }
    Optional<String> defaultPrompt =
        Optional.ofNullable(settings.path("default_prompt_name").textValue());
    if (defaultPrompt.isPresent() && !settings.path("prompts").has(defaultPrompt.get())) {
      throw new ModelFormatException(
          "%s: default_prompt_name '%s' is not among the prompts %s"
              .formatted(file, defaultPrompt.get(), prompts.keySet()));
    }
    return new SentenceFiles(
        modules,
        length.isIntegralNumber() ? OptionalInt.of(length.asInt()) : OptionalInt.empty(),
        lengths.path("do_lower_case").asBoolean(false),
        Map.copyOf(prompts),
        defaultPrompt,
        truncation(file, settings),
        settings);
  }

  /** The same for tokens that look to both sides. */
  SentenceFiles bidirectional(Path folder) {
    return new SentenceFiles(
        modules.bidirectional(folder),
        maxLength,
        lowerCase,
        prompts,
        defaultPrompt,
        truncation,
        settings);
  }

  /** What is put before queries: their prompt, else the default, else "". */
  String queryPrompt() {
    return prompt(QUERY);
  }

  /** What is put before documents: their prompt, else the default, else "". */
  String documentPrompt() {
    return prompt(DOCUMENT);
  }

  /**
   * The largest number of tokens: what is said here, else what the tokenizer's file says, and never
   * more than the network has positions for.
   *
   * @param transformer the folder of the tokenizer
   */
  int maxLength(Path transformer, int positions) throws IOException {
    // A tokenizer that knows no limit carries a number beyond any integer.
    double tokenizerLimit =
        JsonFiles.readOptional(transformer.resolve("tokenizer_config.json"))
            .path("model_max_length")
            .asDouble(positions);
    int length = maxLength.orElse((int) Math.min(tokenizerLimit, positions));
    if (length < 1) {
      throw new ModelFormatException(transformer + ": the largest length is " + length);
    }
    return Math.min(length, positions);
  }

  private String prompt(List<String> names) {
    return promptName(names).map(name -> prompts.getOrDefault(name, "")).orElse("");
  }

  private Optional<String> promptName(List<String> names) {
    return names.stream().filter(prompts::containsKey).findFirst().or(() -> defaultPrompt);
  }

  /**
   * The name of a prompt that texts of a role get here and not in sentence-transformers, where the
   * role's own prompt is empty unless it is said.
   */
  Optional<String> passedOver(TextRole role) {
    List<String> names =
        switch (role) {
          case QUERY -> QUERY;
          case DOCUMENT -> DOCUMENT;
        };
    return promptName(names)
        .filter(name -> !name.equals(names.get(0)))
        .filter(name -> !prompts.getOrDefault(name, "").isEmpty());
  }

  /** Writes the files so that old and new versions of sentence-transformers load the folder. */
  void write(Path folder, long width, int length, Map<String, HostTensor> weights, TensorType type)
      throws IOException {
    modules.write(folder, width, weights, type);
    ObjectNode lengths = JsonFiles.MAPPER.createObjectNode();
    JsonFiles.write(
        folder.resolve(LENGTHS),
        lengths.put("max_seq_length", length).put("do_lower_case", lowerCase));
    ObjectNode all = settings.deepCopy();
    ObjectNode promptNode = all.putObject("prompts");
    new TreeMap<>(prompts).forEach(promptNode::put);
    if (!all.has("default_prompt_name")) {
      all.putNull("default_prompt_name");
    }
    if (!all.hasNonNull("similarity_fn_name")) {
      all.put("similarity_fn_name", "cosine");
    }
    JsonFiles.write(folder.resolve(SETTINGS), all);
  }

  private static JsonNode lengths(Path transformer) throws IOException {
    Path file = transformer.resolve(LENGTHS);
    for (String older : OLDER_LENGTHS) {
      if (!Files.exists(file) && Files.exists(transformer.resolve(older))) {
        file = transformer.resolve(older);
      }
    }
    JsonNode lengths = JsonFiles.readOptional(file);
    String task = lengths.path("transformer_task").asText(EMBEDDING);
    if (!task.equals(EMBEDDING)) {
      throw new ModelFormatException(
          "%s: transformer_task '%s' is not supported, %s is; take a model that was made for embeddings"
              .formatted(file, task, EMBEDDING));
    }
    for (Map.Entry<String, String> key : NOT_FOLLOWED.entrySet()) {
      JsonNode value = lengths.path(key.getKey());
      if (value.isContainerNode() ? !value.isEmpty() : lengths.hasNonNull(key.getKey())) {
        throw new ModelFormatException(
            "%s: %s is not followed here; take it out, and %s"
                .formatted(file, key.getKey(), key.getValue()));
      }
    }
    return lengths;
  }

  private static OptionalInt truncation(Path file, JsonNode settings) throws ModelFormatException {
    JsonNode dimension = settings.path("truncate_dim");
    if (!settings.hasNonNull("truncate_dim")) {
      return OptionalInt.empty();
    }
    if (!dimension.isInt() || dimension.asInt() < 1) {
      throw new ModelFormatException(file + ": truncate_dim must be a positive whole number");
    }
    return OptionalInt.of(dimension.asInt());
  }
}
