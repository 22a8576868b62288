/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration cannot be used; says everything that is wrong with it at once, with the line of
 * each key that the file gives.
 */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Made with at least one problem, each a sentence for a person. */
  public ConfigException(String source, List<String> problems) {
    this(source, "", problems);
  }

  /**
   * Made with at least one problem, each a sentence that begins with a key.
   *
   * @param yaml the text that the keys stand in
   */
  public ConfigException(String source, String yaml, List<String> problems) {
    super(message(source, KeyLines.of(yaml), problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(String source, KeyLines lines, List<String> problems) {
    return problems.stream()
        .map(
            problem ->
                source + lines.line(problem).map(line -> ":" + line).orElse("") + ": " + problem)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** What is wrong, in the order of the file. */
  public List<String> problems() {
    return problems;
  }
}
