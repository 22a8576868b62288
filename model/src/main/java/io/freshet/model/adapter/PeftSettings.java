/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.architecture.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the {@code adapter_config.json} of a LoRA adapter says. Immutable.
 *
 * @param file it was read from
 * @param json its content
 * @param prefix of a layer's name in a model with a head
 */
record PeftSettings(Path file, JsonNode json, String prefix) {
  /** What to do with adapters that cannot be merged here. */
  static final String REMEDY =
      "; merge it with PEFT, model.merge_and_unload().save_pretrained(..), and use that model";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Beginnings of the matrices after which the base model is as it was. */
  private static final Set<String> BEGINNINGS =
      Set.of("true", "false", "gaussian", "eva", "orthogonal");

  /** Kinds of LoRA that are not a product of two matrices added to a weight. */
  private static final List<String> OTHER_KINDS =
      List.of(
          "alora_invocation_tokens",
          "arrow_config",
          "fan_in_fan_out",
          "kasa_config",
          "layer_replication",
          "monteclora_config",
          "target_parameters",
          "use_bdlora",
          "use_qalora");

  /**
   * Reads the file, which must exist.
   *
   * @throws ModelFormatException where it says something that is not supported
   */
  static PeftSettings read(Path file, String prefix) throws IOException {
    try {
      PeftSettings settings = new PeftSettings(file, JSON.readTree(file.toFile()), prefix);
      settings.refuseUnsupported();
      return settings;
    } catch (JsonProcessingException e) {
      throw new ModelFormatException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private void refuseUnsupported() throws ModelFormatException {
    String type = json.path("peft_type").asText();
    if (!type.equals("LORA")) {
      throw unsupported("adapters of the type '%s' are not supported, LORA is".formatted(type));
    }
    for (String key : OTHER_KINDS) {
      JsonNode value = json.path(key);
      if (value.isContainerNode() ? !value.isEmpty() : value.asBoolean()) {
        throw unsupported(key + " is not supported");
      }
    }
    String beginning = json.path("init_lora_weights").asText("true");
    if (!BEGINNINGS.contains(beginning)) {
      throw unsupported(
          "init_lora_weights '%s' changed the base model too, which is not supported"
              .formatted(beginning));
    }
    if (json.path("r").asInt() < 1 || !(json.path("lora_alpha").asDouble() > 0)) {
      throw new ModelFormatException(file + ": r and lora_alpha must be above 0");
    }
    for (String key : List.of("rank_pattern", "alpha_pattern")) {
      for (Map.Entry<String, JsonNode> pattern : json.path(key).properties()) {
        checkPattern(key, pattern.getKey());
      }
    }
  }

  private void checkPattern(String key, String pattern) throws ModelFormatException {
    try {
      Pattern unused = compiled(pattern);
    } catch (PatternSyntaxException e) {
      throw new ModelFormatException(
          "%s: %s '%s' is no regular expression: %s"
              .formatted(file, key, pattern, e.getDescription()),
          e);
    }
  }

  private ModelFormatException unsupported(String what) {
    return new ModelFormatException(file + ": " + what + REMEDY);
  }

  /** The dropout of its training. */
  double dropout() {
    return json.path("lora_dropout").asDouble();
  }

  /** Whether the rows of a weight get lengths of their own after the sum (DoRA). */
  boolean lengths() {
    return json.path("use_dora").asBoolean();
  }

  /** Whether whole tensors of the base model were trained beside the layers' matrices. */
  boolean wholeTensors() {
    return !json.path("modules_to_save").isEmpty()
        || !json.path("bias").asText("none").equals("none");
  }

  /** The rank of a layer. */
  int rank(String layer) {
    return (int) ofLayer("rank_pattern", layer, json.path("r").asInt());
  }

  /** What the product of a layer's up and down is multiplied with. */
  double scale(String layer) {
    double alpha = ofLayer("alpha_pattern", layer, json.path("lora_alpha").asDouble());
    int rank = rank(layer);
    return json.path("use_rslora").asBoolean() ? alpha / Math.sqrt(rank) : alpha / rank;
  }

  /** The first pattern that names the layer, or what follows one of its dots, counts. */
  private double ofLayer(String patterns, String layer, double otherwise) {
    for (Map.Entry<String, JsonNode> pattern : json.path(patterns).properties()) {
      if (compiled(pattern.getKey()).matcher(prefix + layer).matches()) {
        return pattern.getValue().asDouble();
      }
    }
    return otherwise;
  }

  private static Pattern compiled(String pattern) {
    return Pattern.compile("(.*\\.)?(" + pattern + ")");
  }
}
