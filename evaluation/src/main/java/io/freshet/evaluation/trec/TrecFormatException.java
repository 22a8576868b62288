/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import java.io.IOException;
import java.nio.file.Path;

/** A line of a run or judgment file that cannot be used; the message names file and line. */
public final class TrecFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long line;

  /** Creates the error for a line, counted from 1. */
  public TrecFormatException(Path file, long line, String message) {
    super(file + ":" + line + ": " + message);
    this.line = line;
  }

  /** Returns the number of the line, counted from 1. */
  public long line() {
    return line;
  }
}
