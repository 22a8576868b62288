/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The lines on which the keys of a YAML text stand. Immutable. */
final class KeyLines {
  private final Map<String, Integer> lines;

  private KeyLines(Map<String, Integer> lines) {
    this.lines = lines;
  }

  /** The keys of a text, as far as it is YAML. */
  static KeyLines of(String yaml) {
    Map<String, Integer> lines = new HashMap<>();
    Deque<String> above = new ArrayDeque<>();
    String name = "";
    try (JsonParser parser = new YAMLFactory().createParser(yaml)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          String prefix = above.isEmpty() ? "" : above.getLast();
          name = (prefix.isEmpty() ? "" : prefix + ".") + parser.currentName();
          lines.putIfAbsent(name, parser.currentTokenLocation().getLineNr());
        } else if (token.isStructStart()) {
          above.addLast(name);
        } else if (token.isStructEnd()) {
          above.removeLast();
        }
      }
    } catch (IOException e) {
      // The reader says what is wrong; the lines up to there are known.
      return new KeyLines(lines);
    }
    return new KeyLines(lines);
  }

  /**
   * The line of the key that a problem begins with, or of the section that it would stand in.
   *
   * @param problem a sentence that begins with a key and a colon
   */
  Optional<Integer> line(String problem) {
    String key = problem.substring(0, Math.max(0, problem.indexOf(':')));
    while (!key.isEmpty()) {
      Integer line = lines.get(key);
      if (line != null) {
        return Optional.of(line);
      }
      key = key.substring(0, Math.max(0, key.lastIndexOf('.')));
    }
    return Optional.empty();
  }
}
