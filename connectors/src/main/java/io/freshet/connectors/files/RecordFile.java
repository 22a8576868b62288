/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Files of records, plain or compressed. Stateless. */
public final class RecordFile {
  private static final int BUFFER = 1 << 16;
  private static final String GZIP = ".gz";

  private RecordFile() {}

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
