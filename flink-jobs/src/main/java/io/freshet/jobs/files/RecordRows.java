/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * The records of one file, in its order; origins tell file and line, counted from 0. Not
 * thread-safe.
 */
public interface RecordRows extends Closeable {
  /**
   * The next record, or what is wrong with it; empty at the end.
   *
   * @throws IOException where the file cannot be read on
   */
  Optional<Decoded<RawRecord>> next() throws IOException;

  /**
   * What a decoder makes of a record. What is kept beside it, and in a dead letter, is the row as
   * it was found.
   */
  static <T> Decoded<T> decoded(Decoded<RawRecord> row, Function<RawRecord, Decoded<T>> decoder) {
    if (row instanceof Decoded.Rejected<RawRecord> rejected) {
      return new Decoded.Rejected<>(rejected.letter());
    }
    Decoded.Accepted<RawRecord> accepted = (Decoded.Accepted<RawRecord>) row;
    Decoded<T> decoded = decoder.apply(accepted.value());
    if (decoded instanceof Decoded.Accepted<T> value) {
      return new Decoded.Accepted<>(value.value(), accepted.received());
    }
    DeadLetter letter = ((Decoded.Rejected<T>) decoded).letter();
    return new Decoded.Rejected<>(
        accepted.received().letter(letter.stage(), letter.reason(), letter.error()));
  }

  /** What the file is read as, for a person; empty where its rows are records as they are. */
  String told();
}
