/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Source of the write set for live writers. */
@FunctionalInterface
public interface WriteSetSource extends Serializable {

  /** Opens the source, once a task. */
  Reader open() throws Exception;

  /** Reads the write set. Used by one thread. */
  interface Reader extends AutoCloseable {

    /**
     * The write set as it stands now, never an older one; empty while nothing is built. Whatever is
     * searched comes first, so that its documents are. Waits while it cannot be read.
     */
    List<WriteTarget> targets() throws Exception;

    @Override
    void close() throws IOException;
  }
}
