/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Makes an operation of a record. Called by one thread a subtask, without side effects: a record is
 * converted again after a failure.
 *
 * @param <T> the records of the stream
 */
@PublicEvolving
@FunctionalInterface
public interface DocumentConverter<T> extends Serializable {

  /**
   * Prepares the converter of a subtask, once, before the first record.
   *
   * @throws IOException if it cannot be prepared; the job fails
   */
  default void open(WriterInitContext context) throws IOException {}

  /**
   * The operation. What it throws fails the job: {@link DocumentOperation#refuse} sets one record
   * aside instead.
   *
   * @param context the record's timestamp and the watermark
   */
  DocumentOperation convert(T element, SinkWriter.Context context);
}
