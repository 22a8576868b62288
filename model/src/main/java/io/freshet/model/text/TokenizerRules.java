/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * What transformers and sentence-transformers change in a {@code tokenizer.json} because files
 * beside it say so.
 */
final class TokenizerRules {
  private static final String NORMALIZER = "normalizer";
  private static final String NORMALIZERS = "normalizers";

  /** Classes that take the vocabulary alone from the file, and all else from their settings. */
  private static final Set<String> BERT_CLASSES =
      Set.of("BertTokenizer", "DistilBertTokenizer", "MPNetTokenizer", "ElectraTokenizer");

  /** Models that have one of these classes where no class is named. */
  private static final Set<String> BERT_MODELS = Set.of("bert", "distilbert", "mpnet");

  /** Models whose named class counts; of others transformers takes the file as it is. */
  private static final Set<String> NAMED_MODELS =
      Set.of("", "bert", "distilbert", "mpnet", "roberta", "xlm-roberta");

  private TokenizerRules() {}

  /**
   * Makes a WordPiece tokenizer as BERT's class makes it: lower-casing and accents are those of the
   * settings, whatever the file says. Another class leaves the file as it is.
   *
   * @param json content of {@code tokenizer.json}, which is changed
   * @param settings content of {@code tokenizer_config.json}
   * @param config content of the model's {@code config.json}
   */
  static void applyClass(ObjectNode json, JsonNode settings, JsonNode config) {
    String named = settings.path("tokenizer_class").asText(config.path("tokenizer_class").asText());
    String model = config.path("model_type").asText();
    boolean bert =
        named.isEmpty()
            ? BERT_MODELS.contains(model)
            : NAMED_MODELS.contains(model)
                && BERT_CLASSES.contains(named.replaceFirst("Fast$", ""));
    if (bert && json.path("model").path("type").asText().equals("WordPiece")) {
      json.set(NORMALIZER, TokenizerJson.bertNormalizer(settings));
      json.set("pre_tokenizer", TokenizerJson.bertPreTokenizer());
    }
  }

  /** Lower-cases texts before anything else, unless a step of the tokenizer does just that. */
  static void lowerCase(ObjectNode json) {
    JsonNode normalizer = json.path(NORMALIZER);
    ArrayNode steps = json.arrayNode();
    if (normalizer.path("type").asText().equals("Sequence")) {
      normalizer.path(NORMALIZERS).forEach(steps::add);
    } else if (normalizer.isObject()) {
      steps.add(normalizer);
    }
    for (JsonNode step : steps) {
      if (step.path("type").asText().equals("Lowercase")) {
        return;
      }
    }
    steps.insertObject(0).put("type", "Lowercase");
    json.putObject(NORMALIZER).put("type", "Sequence").set(NORMALIZERS, steps);
  }
}
