/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * The lines of a text file one after the other, as bytes in a buffer that is used again. Blank
 * lines are passed over and counted; carriage returns before line feeds and a missing last line
 * feed make no difference. Not thread-safe.
 */
public final class TextLines implements Closeable {
  private static final int CHUNK = 1 << 20;

  /** Longer lines are no lines of records. */
  private static final int LONGEST = 1 << 28;

  private final Path file;
  private final InputStream input;
  private byte[] buffer = new byte[CHUNK];
  private int limit;
  private int next;
  private int start;
  private int end;
  private long number;

  private TextLines(Path file, InputStream input) {
    this.file = file;
    this.input = input;
  }

  /**
   * Opens a file as {@link TextFile#open} does.
   *
   * @throws TextFileException where it is no text
   */
  public static TextLines open(Path file) throws IOException {
    return new TextLines(file, TextFile.open(file));
  }

  /**
   * Goes to the next line that holds something; false at the end.
   *
   * @throws TextFileException where a line is too long or holds bytes that are no text
   */
  public boolean next() throws IOException {
    while (readLine()) {
      if (!blank()) {
        return true;
      }
    }
    return false;
  }

  /** The file, as it was given. */
  public Path file() {
    return file;
  }

  /** Number of the line, from 1. */
  public long number() {
    return number;
  }

  /** The bytes that {@link #start} and {@link #end} point into, until the next line is read. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the line begins. */
  public int start() {
    return start;
  }

  /** Where the line ends, its line feed not included. */
  public int end() {
    return end;
  }

  /** The bytes of the line, in an array of their own. */
  public byte[] bytes() {
    return Arrays.copyOfRange(buffer, start, end);
  }

  /**
   * The line as text.
   *
   * @throws TextFileException where it is no UTF-8
   */
  public String text() throws TextFileException {
    return text(start, end);
  }

  /**
   * A part of the line as text.
   *
   * @throws TextFileException where it is no UTF-8
   */
  public String text(int from, int to) throws TextFileException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, from, to - from)).toString();
    } catch (CharacterCodingException e) {
      throw TextFileException.notUtf8(file, number);
    }
  }

  /** The error that a line cannot be used; the message names the file, and the line if any. */
  public TextFileException error(String message) {
    return number == 0
        ? new TextFileException(file, message)
        : new TextFileException(file, number, message);
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

  private boolean line(int to, int following) {
    start = next;
    end = to > start && buffer[to - 1] == '\r' ? to - 1 : to;
    next = following;
    number++;
    return true;
  }

  /** Moves what is left to the front and reads on; false if there is nothing more. */
  private boolean fill() throws IOException {
    int kept = limit - next;
    if (kept == LONGEST) {
      throw new TextFileException(
          file, number + 1, "the line is longer than %,d bytes".formatted(LONGEST));
    }
    if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    } else {
      System.arraycopy(buffer, next, buffer, 0, kept);
    }
    next = 0;
    limit = kept;
    int read = read(kept);
    limit += Math.max(0, read);
    refuseNul(kept);
    return read > 0;
  }

  private int read(int from) throws IOException {
    try {
      return input.read(buffer, from, buffer.length - from);
    } catch (EOFException | ZipException e) {
      throw TextFileException.damaged(file, number + 1, e);
    }
  }

  /** No text holds one; what does is UTF-16 without a mark, or no text at all. */
  private void refuseNul(int from) throws TextFileException {
    int line = 1;
    for (int i = from; i < limit; i++) {
      if (buffer[i] == 0) {
        throw new TextFileException(
            file,
            number + line,
            "the line holds a byte 0: the file is UTF-16 (write it as UTF-8 first: iconv -f"
                + " UTF-16LE -t UTF-8 FILE) or no text");
      }
      line += buffer[i] == '\n' ? 1 : 0;
    }
  }

  /** Whether a byte is white space as C's {@code isspace} sees it. */
  public static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  private boolean blank() {
    for (int i = start; i < end; i++) {
      if (!isSpace(buffer[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
