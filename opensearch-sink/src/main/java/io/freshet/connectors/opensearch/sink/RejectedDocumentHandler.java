/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Where documents go that OpenSearch refuses for good: a topic, a table, a file.
 *
 * @param <T> the records of the stream
 */
@PublicEvolving
@FunctionalInterface
public interface RejectedDocumentHandler<T> extends Serializable {

  /** Opens what takes them, once a subtask. */
  Outlet<T> open() throws IOException;

  /** The job fails at the first one. */
  static <T> RejectedDocumentHandler<T> fail() {
    return RejectionOutlets.Failing::new;
  }

  /** A warning is logged, and the document is lost. */
  static <T> RejectedDocumentHandler<T> logAndDrop() {
    return RejectionOutlets.Logging::new;
  }

  /** Takes documents; called by several threads. */
  @PublicEvolving
  interface Outlet<T> extends AutoCloseable {

    /**
     * Takes a document; it is safe only after {@link #flush}. What it throws fails the job.
     *
     * @throws IOException if it cannot be taken
     */
    void accept(RejectedDocument<T> document) throws IOException;

    /**
     * Waits until every document taken is kept for good; called at every checkpoint.
     *
     * @throws IOException if one could not be kept; the job fails, and so comes to it again
     */
    void flush() throws IOException;

    @Override
    void close() throws IOException;
  }
}
