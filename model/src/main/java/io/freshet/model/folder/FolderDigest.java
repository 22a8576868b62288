/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.Sha256;
import io.freshet.model.tensors.FloatConversion;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;

/** The digest of whatever changes an embedding, in a form that no rewriting of files changes. */
final class FolderDigest {
  /** Keys of config.json that say nothing about what the network computes at inference. */
  private static final List<String> INERT =
      List.of(
          "_name_or_path",
          "architectures",
          "attention_probs_dropout_prob",
          "classifier_dropout",
          "dtype",
          "gradient_checkpointing",
          "hidden_dropout_prob",
          "id2label",
          "initializer_range",
          "label2id",
          "torch_dtype",
          "transformers_version",
          "use_cache");

  private final JsonNode config;
  private final SentenceFiles sentence;
  private final TokenizerFile tokenizer;
  private final int maxLength;

  FolderDigest(JsonNode config, SentenceFiles sentence, TokenizerFile tokenizer, int maxLength) {
    this.config = config;
    this.sentence = sentence;
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /**
   * The digest over the settings and the values of weights.
   *
   * @param weights those that an embedding needs
   * @param stored the type that they are stored in, to whose numbers they are rounded
   */
  String of(SortedMap<String, HostTensor> weights, TensorType stored) throws IOException {
    MessageDigest digest = Sha256.start();
    digest.update(JsonFiles.canonical(settings()));
    for (Map.Entry<String, HostTensor> weight : weights.entrySet()) {
      HostTensor tensor = weight.getValue();
      String head = "\n" + weight.getKey() + " " + Arrays.toString(tensor.shape()) + "\n";
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      FloatConversion.round(tensor, stored, digest::update);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Names what, besides the weights, makes two folders embed otherwise; empty where nothing does.
   */
  List<String> differences(FolderDigest other) {
    ObjectNode ours = settings();
    ObjectNode theirs = other.settings();
    List<String> differences = new ArrayList<>();
    for (String key : keys(ours, theirs)) {
      if (key.equals("config")) {
        JsonNode a = ours.path(key);
        JsonNode b = theirs.path(key);
        keys(a, b).stream()
            .filter(inner -> !a.path(inner).equals(b.path(inner)))
            .map(inner -> "%s (%s, %s)".formatted(inner, shown(a, inner), shown(b, inner)))
            .forEach(differences::add);
      } else if (!ours.path(key).equals(theirs.path(key))) {
        differences.add(key);
      }
    }
    return differences;
  }

  private static NavigableSet<String> keys(JsonNode a, JsonNode b) {
    NavigableSet<String> keys = new TreeSet<>();
    a.fieldNames().forEachRemaining(keys::add);
    b.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static String shown(JsonNode node, String key) {
    return node.has(key) ? node.path(key).toString() : "nothing";
  }

  /**
   * The digest of a folder by those of its sides: where both embed alike, that of either.
   *
   * @param queries digest of the model that embeds queries
   * @param documents digest of the model that embeds documents
   */
  static String ofSides(String queries, String documents) {
    return queries.equals(documents)
        ? queries
        : HexFormat.of()
            .formatHex(
                Sha256.start()
                    .digest(
                        ("queries " + queries + "\ndocuments " + documents)
                            .getBytes(StandardCharsets.UTF_8)));
  }

  /** What is not said when it is as it always was, so that digests of before stay. */
  private ObjectNode settings() {
    Modules modules = sentence.modules();
    ObjectNode settings = JsonFiles.MAPPER.createObjectNode();
    settings.set("config", ((ObjectNode) config.deepCopy()).without(INERT));
    settings.set("tokenizer", tokenizer.json());
    settings.put("pad", tokenizer.padId());
    settings.put(
        "pooling", String.join("+", modules.pooling().stream().map(Pooling::name).toList()));
    settings.put("normalize", modules.normalize());
    settings.put("lowerCase", sentence.lowerCase());
    settings.put("maxLength", maxLength);
    ObjectNode prompts = settings.putObject("prompts");
    // An empty prompt is none, however it is written.
    sentence
        .prompts()
        .forEach(
            (name, prompt) -> {
              if (!prompt.isEmpty()) {
                prompts.put(name, prompt);
              }
            });
    sentence.defaultPrompt().ifPresent(name -> settings.put("defaultPrompt", name));
    if (tokenizer.keepsEnd()) {
      settings.put("keepsEnd", true);
    }
    if (!modules.includePrompt()) {
      settings.put("includePrompt", false);
    }
    if (!modules.dense().isEmpty()) {
      ArrayNode dense = settings.putArray("dense");
      modules.dense().forEach(layer -> dense.add(layer.activation().name()));
    }
    sentence.truncation().ifPresent(dimension -> settings.put("truncation", dimension));
    return settings;
  }
}
