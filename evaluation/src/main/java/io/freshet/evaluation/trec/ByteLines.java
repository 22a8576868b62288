/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The lines of a file as bytes, cut into columns at white space as C's {@code isspace} sees it.
 * Blank lines and lines that start with # are passed over, as in trec_eval 10; so is a byte order
 * mark, which is no part of the first column. Not thread-safe.
 */
final class ByteLines implements Closeable {
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final InputStream input;
  private final int[] starts;
  private final int[] ends;
  private byte[] buffer = new byte[CHUNK];
  private int limit;
  private int next;
  private int lineStart;
  private int lineEnd;
  private long number;
  private int columns;

  private ByteLines(Path file, InputStream input, int mostColumns) {
    this.file = file;
    this.input = input;
    this.starts = new int[mostColumns];
    this.ends = new int[mostColumns];
  }

  /** Opens a file; columns beyond {@code mostColumns} are counted and not kept. */
  static ByteLines open(Path file, int mostColumns) throws IOException {
    return new ByteLines(file, Files.newInputStream(file), mostColumns);
  }

  /** Goes to the next line that holds something; false at the end. */
  boolean next() throws IOException {
    while (readLine()) {
      cut();
      if (columns > 0 && buffer[starts[0]] != '#') {
        return true;
      }
    }
    return false;
  }

  /** Number of the line, from 1. */
  long number() {
    return number;
  }

  /** Number of columns of the line. */
  int columns() {
    return columns;
  }

  /** The bytes that {@link #start} and {@link #end} point into, until the next line is read. */
  byte[] bytes() {
    return buffer;
  }

  int start(int column) {
    return starts[column];
  }

  int end(int column) {
    return ends[column];
  }

  /** A column as text. */
  String text(int column) throws TrecFormatException {
    return text(starts[column], ends[column]);
  }

  /** The whole line as text. */
  String line() throws TrecFormatException {
    return text(lineStart, lineEnd);
  }

  TrecFormatException error(String message) {
    return new TrecFormatException(file, number, message);
  }

  private String text(int start, int end) throws TrecFormatException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(buffer, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw error("the line is not UTF-8");
    }
  }

  private boolean readLine() throws IOException {
    int scan = next;
    while (true) {
      while (scan < limit && buffer[scan] != '\n') {
        scan++;
      }
      if (scan < limit) {
        return line(scan, scan + 1);
      }
      int kept = limit - next;
      if (!fill()) {
        return kept > 0 && line(limit, limit);
      }
      scan = kept;
    }
  }

  private boolean line(int end, int following) {
    lineStart = next + (number == 0 ? mark(next, end) : 0);
    lineEnd = end > lineStart && buffer[end - 1] == '\r' ? end - 1 : end;
    next = following;
    number++;
    return true;
  }

  /** Bytes of a byte order mark at the beginning of the file. */
  private int mark(int from, int to) {
    return to - from >= 3
            && buffer[from] == (byte) 0xEF
            && buffer[from + 1] == (byte) 0xBB
            && buffer[from + 2] == (byte) 0xBF
        ? 3
        : 0;
  }

  /** Moves what is left to the front and reads on; false if there is nothing more. */
  private boolean fill() throws IOException {
    int kept = limit - next;
    if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    } else {
      System.arraycopy(buffer, next, buffer, 0, kept);
    }
    next = 0;
    limit = kept;
    int read = input.read(buffer, kept, buffer.length - kept);
    limit += Math.max(0, read);
    return read > 0;
  }

  private void cut() {
    columns = 0;
    int at = lineStart;
    while (true) {
      while (at < lineEnd && isSpace(buffer[at])) {
        at++;
      }
      if (at == lineEnd) {
        return;
      }
      int start = at;
      while (at < lineEnd && !isSpace(buffer[at])) {
        at++;
      }
      if (columns < starts.length) {
        starts[columns] = start;
        ends[columns] = at;
      }
      columns++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
