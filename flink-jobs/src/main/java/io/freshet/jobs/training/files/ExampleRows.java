/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.files;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordFiles;
import io.freshet.jobs.files.RecordRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decoded rows of files, one file after the other. Knows at every moment where the row after
 * the last returned one stands. Not thread-safe.
 */
final class ExampleRows implements Iterator<Decoded<TrainingMessage>>, AutoCloseable {

  private final List<String> files;
  private final Reading reading;
  private RowPosition position;
  private RowPosition ahead;
  private Optional<Decoded<RawRecord>> next = Optional.empty();
  private @Nullable RecordRows open;

  /** Goes on at a position. */
  ExampleRows(List<String> files, Reading reading, RowPosition position) {
    this.files = List.copyOf(files);
    this.reading = reading;
    this.position = position;
    this.ahead = position;
  }

  /** Where to go on after the rows returned so far. */
  RowPosition position() {
    return position;
  }

  @Override
  public boolean hasNext() {
    try {
      while (next.isEmpty() && ahead.file() < files.size()) {
        next = rows().next();
        if (next.isPresent()) {
          ahead = new RowPosition(ahead.file(), ahead.row() + 1);
        } else {
          close();
          ahead = new RowPosition(ahead.file() + 1, 0);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return next.isPresent();
  }

  @Override
  public Decoded<TrainingMessage> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Decoded<RawRecord> row = next.orElseThrow();
    next = Optional.empty();
    position = ahead;
    return RecordRows.decoded(row, TrainingMessageJson::decode);
  }

  private RecordRows rows() throws IOException {
    RecordRows current = open;
    if (current == null) {
      current = RecordFiles.open(Path.of(files.get(ahead.file())), reading);
      open = current;
      for (long row = 0; row < ahead.row(); row++) {
        if (current.next().isEmpty()) {
          throw new IOException(
              "%s has fewer rows than were read of it before".formatted(files.get(ahead.file())));
        }
      }
    }
    return current;
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
