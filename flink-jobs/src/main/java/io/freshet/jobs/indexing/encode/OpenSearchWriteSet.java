/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.ConnectionSettings;
import io.freshet.connectors.opensearch.OpenSearchConnection;
import io.freshet.connectors.opensearch.OpenSearchFailure;
import io.freshet.connectors.opensearch.WriteSetStore;
import io.freshet.connectors.opensearch.WriteTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write set in OpenSearch. While OpenSearch is away the reader waits: it holds the stream back
 * and so the checkpoint too, instead of failing the job.
 *
 * @param alias whose write set
 * @param patience how long OpenSearch may be away in a row
 */
public record OpenSearchWriteSet(ConnectionSettings connection, String alias, Duration patience)
    implements WriteSetSource {

  @Override
  public Reader open() {
    return new StoreReader(OpenSearchConnection.open(connection), alias, patience);
  }

  private static final class StoreReader implements Reader {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSearchWriteSet.class);
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private final OpenSearchConnection connection;
    private final WriteSetStore store;
    private final Duration patience;
    private final CountDownLatch closed = new CountDownLatch(1);

    StoreReader(OpenSearchConnection connection, String alias, Duration patience) {
      this.connection = connection;
      this.store = new WriteSetStore(connection, alias);
      this.patience = patience;
    }

    @Override
    public List<WriteTarget> targets() throws IOException, InterruptedException {
      long deadline = System.nanoTime() + patience.toNanos();
      long wait = FIRST_WAIT_MILLIS;
      while (true) {
        try {
          return store.load();
        } catch (OpenSearchFailure e) {
          if (!e.isTransient() || System.nanoTime() - deadline > 0) {
            throw e;
          }
          LOG.warn("The write set cannot be read; trying again in {} ms", wait, e);
          if (closed.await(wait, TimeUnit.MILLISECONDS)) {
            throw e;
          }
          wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
        }
      }
    }

    @Override
    public void close() throws IOException {
      closed.countDown();
      connection.close();
    }
  }
}
