/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.files.JsonLines;
import io.freshet.model.files.TextFileException;
import io.freshet.model.files.TextLines;
import io.freshet.model.language.Prompt;
import io.freshet.model.language.PromptTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A line of a file of training examples, as far as scoring its candidates is concerned. */
sealed interface CandidateRow {
  /** Numbers stay as they are written. */
  JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** The line as it is read. */
  String text();

  /** Counted from 1. */
  long line();

  /**
   * A line that is none of those to be scored: of another task, or without candidates.
   *
   * @param text as it is read
   */
  record Other(long line, String text) implements CandidateRow {}

  /** An example without an answer. */
  record Unanswered(long line, String text) implements CandidateRow {}

  /**
   * An example to be scored.
   *
   * @param positives texts of its positives
   * @param negatives texts of its negatives
   */
  record Scorable(
      long line,
      String text,
      String query,
      String answer,
      List<String> positives,
      List<String> negatives)
      implements CandidateRow {
    /** Copies the lists. */
    public Scorable {
      positives = List.copyOf(positives);
      negatives = List.copyOf(negatives);
    }

    /** A prompt for each positive, then for each negative. */
    List<Prompt> prompts(PromptTemplate template) {
      return Stream.concat(positives.stream(), negatives.stream())
          .map(candidate -> template.prompt(candidate, query, answer))
          .toList();
    }

    /** The line with scores, in the order of the prompts. */
    String scored(List<Double> scores) throws JsonProcessingException {
      ObjectNode object = (ObjectNode) JSON.readTree(text);
      put(object, "pos_scores", scores.subList(0, positives.size()));
      put(object, "neg_scores", scores.subList(positives.size(), scores.size()));
      return JSON.writeValueAsString(object);
    }

    private static void put(ObjectNode object, String name, List<Double> scores) {
      if (!scores.isEmpty()) {
        ArrayNode array = JSON.createArrayNode();
        scores.forEach(array::add);
        object.set(name, array);
      }
    }
  }

  /**
   * Which lines of a file are to be scored.
   *
   * @param task of the examples; those that name none belong to it. Empty for every example
   * @param answerField where the answer stands
   */
  record Source(Path file, Optional<String> task, String answerField) {

    /**
     * Reads a line.
     *
     * @throws TextFileException where it is no example
     */
    CandidateRow read(TextLines read) throws TextFileException {
      long line = read.number();
      String text = read.text();
      JsonNode node = JsonLines.parsed(read);
      if (!node.isObject()) {
        throw wrong(line, "needs a JSON object");
      }
      String own = node.path("task").asText("");
      if (task.isPresent() && !own.isEmpty() && !own.equals(task.get())) {
        return new Other(line, text);
      }
      List<String> positives = texts(line, node, "pos");
      List<String> negatives = texts(line, node, "neg");
      if (positives.isEmpty() && negatives.isEmpty()) {
        return new Other(line, text);
      }
      if (!node.path("query").isTextual()) {
        throw wrong(line, "needs a text 'query'");
      }
      JsonNode answer = node.path(answerField);
      if (answer.isContainerNode()) {
        throw wrong(line, "'%s' must be a text".formatted(answerField));
      }
      if (answer.isMissingNode() || answer.isNull() || answer.asText().isBlank()) {
        return new Unanswered(line, text);
      }
      return new Scorable(
          line, text, node.get("query").textValue(), answer.asText(), positives, negatives);
    }

    private List<String> texts(long line, JsonNode node, String field) throws TextFileException {
      JsonNode items = node.path(field);
      if (!items.isArray() && !items.isMissingNode() && !items.isNull()) {
        throw wrong(line, "'%s' must be a list".formatted(field));
      }
      List<String> texts = new ArrayList<>();
      for (JsonNode item : items) {
        JsonNode text = item.isObject() ? item.path("text") : item;
        if (!text.isTextual()) {
          throw wrong(line, "'%s' holds texts, or objects with \"text\"".formatted(field));
        }
        texts.add(text.textValue());
      }
      return texts;
    }

    /** What is wrong with a line, for a person. */
    TextFileException wrong(long line, String problem) {
      return new TextFileException(file, line, problem);
    }
  }
}
