/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Builds {@code tokenizer.json} trees of WordPiece tokenizers. */
final class TokenizerJson {
  static final String PAD = "[PAD]";
  static final String UNKNOWN = "[UNK]";
  static final String CLS = "[CLS]";
  static final String SEP = "[SEP]";
  static final String MASK = "[MASK]";
  static final List<String> SPECIAL_TOKENS = List.of(PAD, UNKNOWN, CLS, SEP, MASK);

  /** Without these a vocabulary cannot encode a text as BERT takes it. */
  static final List<String> NEEDED = List.of(UNKNOWN, CLS, SEP);

  /** Words with more characters become one unknown token. */
  static final int LONGEST_WORD = 100;

  /** Where a word in camel case falls apart: before an upper-case letter that begins a part. */
  static final String CAMEL_CASE = "(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})";

  private static final String STEPS = "/normalizer/normalizers";

  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerJson() {}

  /**
   * Returns the tokenizer of BERT over the lines of a {@code vocab.txt}, with the switches of
   * {@code tokenizer_config.json}.
   */
  static ObjectNode bert(List<String> vocabulary, JsonNode tokenizerConfig) {
    ObjectNode root = base(vocabulary);
    root.set("normalizer", bertNormalizer(tokenizerConfig));
    root.set("pre_tokenizer", bertPreTokenizer());
    return root;
  }

  /** Returns BERT's normaliser with the switches of {@code tokenizer_config.json}. */
  static ObjectNode bertNormalizer(JsonNode tokenizerConfig) {
    ObjectNode normalizer =
        bertNormalizer(tokenizerConfig.path("do_lower_case").asBoolean(true))
            .put(
                "handle_chinese_chars",
                tokenizerConfig.path("tokenize_chinese_chars").asBoolean(true));
    if (tokenizerConfig.hasNonNull("strip_accents")) {
      normalizer.put("strip_accents", tokenizerConfig.path("strip_accents").asBoolean());
    }
    return normalizer;
  }

  /** Returns what splits words from punctuation as BERT does. */
  static ObjectNode bertPreTokenizer() {
    return JSON.createObjectNode().put("type", "BertPreTokenizer");
  }

  /** Returns a lower-casing tokenizer that first splits camel case, then punctuation and digits. */
  static ObjectNode code(List<String> vocabulary) {
    ObjectNode root = base(vocabulary);
    ObjectNode normalizer = root.putObject("normalizer").put("type", "Sequence");
    ArrayNode normalizers = normalizer.putArray("normalizers");
    // Normalisers run before pre-tokenizers, so case must be used up here, before it is lowered.
    ObjectNode split = normalizers.addObject().put("type", "Replace");
    split.putObject("pattern").put("Regex", CAMEL_CASE);
    split.put("content", " ");
    normalizers.add(bertNormalizer(true));
    ObjectNode preTokenizer = root.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode preTokenizers = preTokenizer.putArray("pretokenizers");
    preTokenizers.add(bertPreTokenizer());
    preTokenizers.addObject().put("type", "Digits").put("individual_digits", false);
    return root;
  }

  /** Takes the splitting of camel case out of a tokenizer that begins with it; tells whether. */
  static boolean removeCamelCase(JsonNode tokenizer) {
    JsonNode normalizers = tokenizer.path("normalizer").path("normalizers");
    if (normalizers instanceof ArrayNode steps && steps.equals(code(List.of()).at(STEPS))) {
      steps.remove(0);
      return true;
    }
    return false;
  }

  private static ObjectNode bertNormalizer(boolean lowerCase) {
    return JSON.createObjectNode()
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .putNull("strip_accents")
        .put("lowercase", lowerCase);
  }

  private static ObjectNode base(List<String> vocabulary) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < vocabulary.size(); id++) {
      if (SPECIAL_TOKENS.contains(vocabulary.get(id))) {
        added
            .addObject()
            .put("id", id)
            .put("content", vocabulary.get(id))
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", true);
      }
    }
    root.putNull("normalizer").putNull("pre_tokenizer");
    root.set("post_processor", template(vocabulary));
    root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = root.putObject("model");
    model.put("type", "WordPiece").put("unk_token", UNKNOWN);
    model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", LONGEST_WORD);
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      vocab.put(vocabulary.get(id), id);
    }
    return root;
  }

  private static ObjectNode template(List<String> vocabulary) {
    ObjectNode template = JSON.createObjectNode().put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    special(single, CLS, 0);
    sequence(single, "A", 0);
    special(single, SEP, 0);
    ArrayNode pair = template.putArray("pair");
    special(pair, CLS, 0);
    sequence(pair, "A", 0);
    special(pair, SEP, 0);
    sequence(pair, "B", 1);
    special(pair, SEP, 1);
    ObjectNode tokens = template.putObject("special_tokens");
    for (Map.Entry<String, Integer> token :
        List.of(Map.entry(CLS, vocabulary.indexOf(CLS)), Map.entry(SEP, vocabulary.indexOf(SEP)))) {
      ObjectNode node = tokens.putObject(token.getKey()).put("id", token.getKey());
      node.putArray("ids").add(token.getValue());
      node.putArray("tokens").add(token.getKey());
    }
    return template;
  }

  private static void special(ArrayNode to, String token, int type) {
    to.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
  }

  private static void sequence(ArrayNode to, String name, int type) {
    to.addObject().putObject("Sequence").put("id", name).put("type_id", type);
  }
}
