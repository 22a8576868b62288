/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.io.IOException;
import java.io.Serializable;

/** Where operators that are not part of the stream's graph put dead letters. */
@FunctionalInterface
public interface DeadLetterHandler extends Serializable {

  /** Opens what takes the letters, once a task. */
  Outlet open() throws IOException;

  /** Takes letters; safe to use from several threads. */
  interface Outlet extends AutoCloseable {

    /** Takes a letter; it is safe only after {@link #flush}. */
    void accept(DeadLetter letter) throws IOException;

    /**
     * Waits until every letter taken is kept for good.
     *
     * @throws IOException if one could not be kept; the caller fails, and so writes it again
     */
    void flush() throws IOException;

    @Override
    void close() throws IOException;
  }
}
