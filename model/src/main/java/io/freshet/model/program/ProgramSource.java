/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One file of TorchScript. Its functions are called by their full names, {@code
 * __torch__.<name>.<function>}, from the same file as from others. Immutable.
 *
 * @param name of the file without its ending: lower-case letters, digits and underscores
 * @param text what the file says
 */
public record ProgramSource(String name, String text) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final String ENDING = ".py";

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException on a name that cannot stand in a full name
   */
  public ProgramSource {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a program's file is named by lower-case letters, digits and underscores, not '%s'"
              .formatted(name));
    }
  }

  /**
   * Reads a resource, which is named as the file is.
   *
   * @param beside a class of the module that has the resource
   * @param resource its path as {@link Class#getResourceAsStream} takes it, ending in {@code .py}
   * @throws IllegalArgumentException where there is no such resource, or its name is none of a file
   *     of programs
   * @throws UncheckedIOException where it cannot be read
   */
  public static ProgramSource resource(Class<?> beside, String resource) {
    if (!resource.endsWith(ENDING)) {
      throw new IllegalArgumentException("the source %s does not end in .py".formatted(resource));
    }
    String name =
        resource.substring(resource.lastIndexOf('/') + 1, resource.length() - ENDING.length());
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "the source %s is not beside %s".formatted(resource, beside.getName()));
      }
      return new ProgramSource(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the source %s cannot be read".formatted(resource), e);
    }
  }

  /** The full name of one of the file's functions. */
  public String function(String function) {
    return "__torch__." + name + "." + function;
  }

  /** Whether the file defines a function. */
  public boolean defines(String function) {
    return Pattern.compile("^def " + Pattern.quote(function) + "\\(", Pattern.MULTILINE)
        .matcher(text)
        .find();
  }

  /** The name alone: the text is long. */
  @Override
  public String toString() {
    return name + ENDING;
  }
}
