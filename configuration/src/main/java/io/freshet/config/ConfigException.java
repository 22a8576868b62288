/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.util.List;

/** A configuration cannot be used; says everything that is wrong with it at once. */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Made with at least one problem, each a sentence for a person. */
  public ConfigException(String source, List<String> problems) {
    super(source + ": " + String.join(System.lineSeparator() + source + ": ", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file. */
  public List<String> problems() {
    return problems;
  }
}
