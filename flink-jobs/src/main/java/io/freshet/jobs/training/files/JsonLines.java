/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.files.RecordFile;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TrainingMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The decoded lines of files, one file after the other; blank lines are no records. Knows at every
 * moment where the line after the last returned one begins, in bytes of what a compressed file
 * holds. Not thread-safe.
 */
final class JsonLines implements Iterator<Decoded<TrainingMessage>>, AutoCloseable {

  private final List<String> files;
  private final String task;
  private LinePosition position;
  private LinePosition ahead;
  private byte @Nullable [] next;
  private long nextLine;
  private @Nullable InputStream input;

  /**
   * Goes on at a position.
   *
   * @param task of the examples that name none; empty where all must name one
   */
  JsonLines(List<String> files, String task, LinePosition position) {
    this.files = List.copyOf(files);
    this.task = task;
    this.position = position;
    this.ahead = position;
  }

  /** Where to go on after the lines returned so far. */
  LinePosition position() {
    return position;
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && ahead.file() < files.size()) {
        readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + files.get(ahead.file()), e);
    }
    return next != null;
  }

  @Override
  public Decoded<TrainingMessage> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] line = next;
    if (line == null) {
      throw new NoSuchElementException();
    }
    Origin origin = new Origin(files.get(ahead.file()), 0, nextLine, -1);
    next = null;
    position = ahead;
    return TrainingMessageJson.decode(RawRecord.ofLine(task, line, origin));
  }

  private void readLine() throws IOException {
    InputStream from = open();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int read = from.read();
    long length = 0;
    boolean blank = true;
    while (read >= 0 && read != '\n') {
      line.write(read);
      blank &= Character.isWhitespace(read);
      length++;
      read = from.read();
    }
    if (read < 0 && length == 0) {
      close();
      ahead = new LinePosition(ahead.file() + 1, 0, 0);
      return;
    }
    nextLine = ahead.line();
    ahead =
        new LinePosition(
            ahead.file(), ahead.offset() + length + (read < 0 ? 0 : 1), ahead.line() + 1);
    next = blank ? null : line.toByteArray();
  }

  private InputStream open() throws IOException {
    if (input == null) {
      InputStream opened = RecordFile.open(Path.of(files.get(ahead.file())));
      opened.skipNBytes(ahead.offset());
      input = opened;
    }
    return input;
  }

  @Override
  public void close() throws IOException {
    if (input != null) {
      input.close();
      input = null;
    }
  }
}
