/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.files.JsonLines;
import io.freshet.model.files.TextLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts of files, one file after the other: a line each, or every text within a line that is a
 * JSON object, whose names and signs are no words to learn. Each file is open only while it is
 * read.
 */
final class CorpusTexts implements Iterator<String> {
  private static final Set<String> NO_TEXTS = Set.of("id", "_id", "task");

  private final Iterator<Path> files;
  private final Deque<String> texts = new ArrayDeque<>();
  private @Nullable TextLines lines;

  CorpusTexts(List<Path> files) {
    this.files = files.iterator();
  }

  @Override
  public boolean hasNext() {
    try {
      while (texts.isEmpty() && readLine()) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !texts.isEmpty();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return texts.remove();
  }

  /** Takes in the texts of one line or goes to the next file; false after the last. */
  private boolean readLine() throws IOException {
    TextLines open = lines;
    if (open == null) {
      if (!files.hasNext()) {
        return false;
      }
      lines = TextLines.open(files.next());
    } else if (!open.next()) {
      open.close();
      lines = null;
    } else if (open.buffer()[open.start()] == '{') {
      add(JsonLines.parsed(open));
    } else {
      texts.add(open.text());
    }
    return true;
  }

  private void add(JsonNode value) {
    if (value.isTextual()) {
      texts.add(value.textValue());
    } else {
      value.properties().forEach(this::addField);
      if (value.isArray()) {
        value.forEach(this::add);
      }
    }
  }

  private void addField(Map.Entry<String, JsonNode> field) {
    if (!NO_TEXTS.contains(field.getKey())) {
      add(field.getValue());
    }
  }
}
