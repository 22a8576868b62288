/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON values of a text file, one a line; blank lines are passed over. Not thread-safe. */
public final class JsonLines implements Closeable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The parser's word for where the text came from, which a person knows. */
  private static final Pattern SOURCE = Pattern.compile(" ?\\(start marker at \\[.*?]\\)");

  private static final Pattern NO_NUMBER =
      Pattern.compile("Non-standard token '([^']+)'.*", Pattern.DOTALL);

  private final TextLines lines;
  private JsonNode value = JSON.missingNode();

  private JsonLines(TextLines lines) {
    this.lines = lines;
  }

  /**
   * Opens a file.
   *
   * @throws TextFileException where it is no text
   */
  public static JsonLines open(Path file) throws IOException {
    return new JsonLines(TextLines.open(file));
  }

  /**
   * Goes to the next value; false at the end.
   *
   * @throws TextFileException where the line is no JSON
   */
  public boolean next() throws IOException {
    if (!lines.next()) {
      return false;
    }
    value = parsed(lines);
    return true;
  }

  /** The value of the line. */
  public JsonNode value() {
    return value;
  }

  /** The line that the value stands on. */
  public TextLines line() {
    return lines;
  }

  /** The error that the value cannot be used; the message names file and line. */
  public TextFileException error(String message) {
    return lines.error(message);
  }

  /**
   * The JSON value of a line.
   *
   * @throws TextFileException where it is none
   */
  public static JsonNode parsed(TextLines line) throws TextFileException {
    String text = line.text();
    try {
      JsonNode value = JSON.readTree(text);
      if (value.isArray()) {
        throw line.error(
            "a JSON array; one value a line is needed: jq -c '.[]' FILE writes an array's so");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw line.error("not JSON" + why(text.strip(), e));
    }
  }

  /** What is wrong with a text that is no JSON, for a person. */
  public static String problem(JsonProcessingException e) {
    String message = SOURCE.matcher(e.getOriginalMessage()).replaceAll("");
    if (message.startsWith("Trailing token")) {
      return "something follows the first value of the line; one value a line is needed";
    }
    Matcher noNumber = NO_NUMBER.matcher(message);
    return noNumber.matches()
        ? noNumber.group(1) + " is no number of JSON; leave the field out or write null"
        : message;
  }

  private static String why(String text, JsonProcessingException e) {
    if (text.equals("{") || text.equals("[") || text.startsWith("[{")) {
      return ": "
          + problem(e)
          + "; one value a line is needed: jq -c . FILE writes objects so, jq -c '.[]' FILE the"
          + " values of an array";
    }
    return Character.isLetter(text.codePointAt(0))
        ? " but plain text; of texts, one a line, jq -R . FILE makes JSON"
        : ": " + problem(e);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
