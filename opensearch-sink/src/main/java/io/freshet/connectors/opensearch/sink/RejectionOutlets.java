/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outlets that need nothing to write to. */
final class RejectionOutlets {

  private RejectionOutlets() {}

  /** Fails the job. */
  static final class Failing<T> implements RejectedDocumentHandler.Outlet<T> {

    @Override
    public void accept(RejectedDocument<T> document) throws IOException {
      throw new IOException(
          "OpenSearch refuses document '%s' for index '%s' (%s): %s; %s"
              .formatted(
                  document.id(),
                  document.index(),
                  document.reason(),
                  document.error(),
                  "setRejectedDocumentHandler(..) can keep it aside instead"));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** Logs. */
  static final class Logging<T> implements RejectedDocumentHandler.Outlet<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Logging.class);

    @Override
    public void accept(RejectedDocument<T> document) {
      LOG.warn(
          "dropped document '{}' for index '{}' ({}): {}",
          document.id(),
          document.index(),
          document.reason(),
          document.error());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
