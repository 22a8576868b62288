/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Origin;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Files of records, plain or compressed. Stateless. */
public final class RecordFile {
  private static final int BUFFER = 1 << 16;
  private static final String GZIP = ".gz";

  private RecordFile() {}

  /** Takes the lines of a file. */
  @FunctionalInterface
  public interface LineHandler {
    /**
     * Takes one line, counted from 0 in its origin's offset.
     *
     * @throws IOException ends the reading
     */
    void accept(RawRecord line) throws IOException;
  }

  /**
   * Hands over every line of a file as a record.
   *
   * @param key stands for the Kafka key of every line; empty for none
   * @throws IOException where the file cannot be read or the handler throws it
   */
  public static void forEachLine(Path file, String key, LineHandler handler) throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), UTF_8))) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Origin origin = new Origin(file.toString(), 0, number++, -1);
        handler.accept(RawRecord.ofLine(key, line.getBytes(UTF_8), origin));
      }
    }
  }

  /**
   * The content of a file, unpacked where its name ends in {@code .gz}.
   *
   * @return a buffered stream, for the caller to close
   * @throws IOException where it cannot be read, or is no gzip file in spite of its name
   */
  public static InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    if (!file.toString().endsWith(GZIP)) {
      return new BufferedInputStream(raw, BUFFER);
    }
    try {
      return new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER);
    } catch (IOException e) {
      raw.close();
      throw new IOException(file + " is no gzip file (" + e.getMessage() + ")", e);
    }
  }
}
