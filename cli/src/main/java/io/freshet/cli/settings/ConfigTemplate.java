/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;

/** Configurations to begin with, by what is searched. */
enum ConfigTemplate {
  /** Passages that answer questions, for a language model to read. */
  RAG,
  /** Answers to questions that are asked again and again. */
  FAQ,
  /** Code by what it does. */
  CODE,
  /** Texts that mean the same. */
  SIMILARITY;

  /** The text, with its comments. */
  String text() {
    String name = this + ".yaml";
    try (InputStream in =
        Objects.requireNonNull(ConfigTemplate.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
