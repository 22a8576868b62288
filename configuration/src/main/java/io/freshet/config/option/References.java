/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import io.freshet.model.files.TextFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves values that refer to what stands elsewhere: {@code ${env:NAME}} and {@code
 * ${file:PATH}}, each a whole value.
 */
public final class References {
  private static final Pattern FORM = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private final Function<String, Optional<String>> environment;

  /**
   * Made with the variables of the environment.
   *
   * @param environment finds the value of a variable by its name
   */
  public References(Function<String, Optional<String>> environment) {
    this.environment = environment;
  }

  static boolean isReference(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * The text itself, or what it refers to; the content of a file without its last line break.
   *
   * @throws IllegalArgumentException where the reference leads nowhere
   */
  public String resolve(String path, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return text;
    }
    String target = matcher.group(2);
    if (matcher.group(1).equals("env")) {
      return environment
          .apply(target)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      path + ": the environment has no variable " + target));
    }
    try {
      return TextFile.read(Path.of(target)).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          path + ": cannot read the file " + target + " (" + e.getMessage() + ")", e);
    }
  }
}
