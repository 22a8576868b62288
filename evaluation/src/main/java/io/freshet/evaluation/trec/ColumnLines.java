/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import io.freshet.model.files.TextFileException;
import io.freshet.model.files.TextLines;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The lines of a file cut into columns at white space as C's {@code isspace} sees it, as bytes.
 * Blank lines and lines that start with # are passed over, as in trec_eval 10. Not thread-safe.
 */
final class ColumnLines implements Closeable {
  private final TextLines lines;
  private final int[] starts;
  private final int[] ends;
  private int columns;

  private ColumnLines(TextLines lines, int mostColumns) {
    this.lines = lines;
    this.starts = new int[mostColumns];
    this.ends = new int[mostColumns];
  }

  /** Opens a file; columns beyond {@code mostColumns} are counted and not kept. */
  static ColumnLines open(Path file, int mostColumns) throws IOException {
    return new ColumnLines(TextLines.open(file), mostColumns);
  }

  /** Goes to the next line that holds something; false at the end. */
  boolean next() throws IOException {
    while (lines.next()) {
      cut();
      if (lines.buffer()[starts[0]] != '#') {
        return true;
      }
    }
    return false;
  }

  /** Number of columns of the line. */
  int columns() {
    return columns;
  }

  /** The bytes that {@link #start} and {@link #end} point into, until the next line is read. */
  byte[] bytes() {
    return lines.buffer();
  }

  int start(int column) {
    return starts[column];
  }

  int end(int column) {
    return ends[column];
  }

  /** A column as text. */
  String text(int column) throws TextFileException {
    return lines.text(starts[column], ends[column]);
  }

  /** The whole line as text. */
  String line() throws TextFileException {
    return lines.text();
  }

  TextFileException error(String message) {
    return lines.error(message);
  }

  private void cut() {
    byte[] buffer = lines.buffer();
    int lineEnd = lines.end();
    columns = 0;
    int at = lines.start();
    while (true) {
      while (at < lineEnd && TextLines.isSpace(buffer[at])) {
        at++;
      }
      if (at == lineEnd) {
        return;
      }
      int start = at;
      while (at < lineEnd && !TextLines.isSpace(buffer[at])) {
        at++;
      }
      if (columns < starts.length) {
        starts[columns] = start;
        ends[columns] = at;
      }
      columns++;
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
