/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Names tensors: by a glob, in which {@code *} stands for any characters and {@code ?} for one, or
 * by a regular expression between slashes. Immutable.
 *
 * @param text as a person wrote it
 */
public record TensorPattern(String text) {

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException on an empty one, or a broken regular expression
   */
  public TensorPattern {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a pattern of names must not be empty");
    }
    try {
      compiled(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern " + text + " is no regular expression: " + e.getDescription(), e);
    }
  }

  /** Whether a text is a pattern. */
  public static boolean isValid(String text) {
    try {
      return new TensorPattern(text).text().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether the pattern names the whole of a name. */
  public boolean matches(String name) {
    return compiled(text).matcher(name).matches();
  }

  /** Whether the pattern names the whole of a name, or what follows one of its dots. */
  public boolean matchesEnd(String name) {
    Pattern pattern = compiled(text);
    int from = 0;
    do {
      if (pattern.matcher(name.substring(from)).matches()) {
        return true;
      }
      from = name.indexOf('.', from) + 1;
    } while (from > 0);
    return false;
  }

  private static Pattern compiled(String text) {
    if (text.length() > 1 && text.startsWith("/") && text.endsWith("/")) {
      return Pattern.compile(text.substring(1, text.length() - 1));
    }
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      expression.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return Pattern.compile(expression.toString());
  }

  @Override
  public String toString() {
    return text;
  }
}
