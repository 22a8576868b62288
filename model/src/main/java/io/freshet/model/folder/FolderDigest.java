/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.text.TokenizerFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  private FolderDigest() {}

  static String of(
      Map<String, HostTensor> weights,
      Architecture architecture,
      TokenizerFile tokenizer,
      JsonNode config,
      SentenceFiles sentence,
      int maxLength)
      throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    ObjectNode settings = JsonFiles.MAPPER.createObjectNode();
    settings.set("config", ((ObjectNode) config.deepCopy()).without(INERT));
    settings.set("tokenizer", tokenizer.json());
    settings.put("pad", tokenizer.padId());
    settings.put(
        "pooling", String.join("+", sentence.pooling().stream().map(Pooling::name).toList()));
    settings.put("normalize", sentence.normalize());
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
    digest.update(JsonFiles.canonical(settings));
    Map<String, HostTensor> used = new TreeMap<>(weights);
    used.keySet().retainAll(architecture.names());
    for (Map.Entry<String, HostTensor> weight : used.entrySet()) {
      HostTensor tensor = weight.getValue().toFloat32();
      String head = "\n" + weight.getKey() + " " + Arrays.toString(tensor.shape()) + "\n";
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      ByteBuffer data = tensor.data();
      digest.update(data);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
