/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.files;

import java.io.IOException;
import java.nio.file.Path;

/** A text file that cannot be used; the message names the file, the line, and what to do. */
public final class TextFileException extends IOException {
  /** What is said of a line that is no UTF-8. */
  public static final String NOT_UTF_8 =
      "the line is not UTF-8; write the file as UTF-8 first, from Windows for example:"
          + " iconv -f WINDOWS-1252 -t UTF-8 FILE";

  private static final long serialVersionUID = 1L;

  /** Made for a file as a whole. */
  public TextFileException(Path file, String message) {
    super(file + ": " + message);
  }

  /** Made for a line that is no UTF-8, counted from 1. */
  public static TextFileException notUtf8(Path file, long line) {
    return new TextFileException(file, line, NOT_UTF_8);
  }

  /** Made for a file packed by gzip that cannot be unpacked beyond a line, counted from 1. */
  public static TextFileException damaged(Path file, long line, IOException why) {
    return new TextFileException(
        file, line, "the gzip file is damaged or cut off (" + why.getMessage() + ")");
  }

  /** Made for a line, counted from 1. */
  public TextFileException(Path file, long line, String message) {
    super(file + ":" + line + ": " + message);
  }
}
