/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import com.fasterxml.jackson.core.io.NumberInput;
import io.freshet.evaluation.metrics.ScorePrecision;
import io.freshet.model.files.TextFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The lines of a run file: query, Q0, document, rank, score, tag; what follows the tag is not
 * looked at, as in trec_eval. Not thread-safe.
 */
final class RunLines implements Closeable {
  static final int QUERY = 0;
  static final int DOCUMENT = 2;
  private static final int SCORE = 4;
  private static final int COLUMNS = 6;

  private final ColumnLines lines;
  private char[] digits = new char[32];

  private RunLines(ColumnLines lines) {
    this.lines = lines;
  }

  static RunLines open(Path file) throws IOException {
    return new RunLines(ColumnLines.open(file, COLUMNS));
  }

  /**
   * Goes to the next answer; false at the end.
   *
   * @throws TextFileException if the line has too few columns
   */
  boolean next() throws IOException {
    if (!lines.next()) {
      return false;
    }
    if (lines.columns() < COLUMNS) {
      throw lines.error(
          lines.columns() + " columns, expected query, Q0, document, rank, score, tag");
    }
    return true;
  }

  /** The file's line that this answer stands on. */
  ColumnLines line() {
    return lines;
  }

  /**
   * The score of this line.
   *
   * @throws TextFileException if it is no number
   */
  double score() throws TextFileException {
    int start = lines.start(SCORE);
    int length = lines.end(SCORE) - start;
    if (length > digits.length) {
      digits = new char[2 * length];
    }
    byte[] bytes = lines.bytes();
    for (int i = 0; i < length; i++) {
      char c = (char) (bytes[start + i] & 0xff);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return infinity();
      }
      digits[i] = c;
    }
    try {
      return ScorePrecision.FLOAT64.round(NumberInput.parseDouble(digits, 0, length, true));
    } catch (NumberFormatException e) {
      throw lines.error("the score '" + lines.text(SCORE) + "' is no number");
    }
  }

  private double infinity() throws TextFileException {
    String text = lines.text(SCORE);
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw lines.error("the score '" + text + "' is no number");
    };
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
