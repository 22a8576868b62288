/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Patience;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.opensearch.sink.BulkSettings;
import io.freshet.connectors.records.DocumentChange.Upsert;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indices in OpenSearch. Vectors are read by id in real time: what was written is seen at once,
 * without a refresh. While OpenSearch is away the reader waits for them a minute at most, and then
 * leaves the texts to the encoder: the sink is where a longer outage holds the stream back.
 */
public record OpenSearchIndices(ConnectionSettings connection) implements TargetIndices.Source {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSearchIndices.class);
  private static final Patience FOR_VECTORS =
      new Patience(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofMinutes(1));
  private static final Patience FOR_SHAPES = BulkSettings.DEFAULTS.patience();

  private static final int NOT_FOUND = 404;

  /** Documents in one request at most. */
  private static final int DOCUMENTS = 64;

  /** Characters of texts in one answer at most, if stored ones are as long as those asked for. */
  private static final int CHARACTERS = 1 << 20;

  @Override
  public TargetIndices open() {
    return new Indices(OpenSearchConnection.open(connection));
  }

  private static final class Indices implements TargetIndices {
    private final OpenSearchConnection pool;
    private final DocumentReader reader;
    private final GenerationStore store;
    private final Map<String, IndexShape> shapes = new HashMap<>();

    Indices(OpenSearchConnection pool) {
      this.pool = pool;
      this.reader = new DocumentReader(pool);
      this.store = new GenerationStore(pool);
    }

    @Override
    public IndexShape shape(WriteTarget target) throws IOException {
      IndexShape known = shapes.get(target.index());
      if (known != null) {
        return known;
      }
      try {
        IndexShape read = awaited(FOR_SHAPES, () -> store.shape(target.index()));
        shapes.put(target.index(), read);
        return read;
      } catch (OpenSearchFailure e) {
        if (e.status() == NOT_FOUND) {
          // It has left the write set, and the sink drops what comes for it.
          return IndexShape.PLAIN;
        }
        throw e;
      }
    }

    @Override
    public Map<String, float[][]> vectors(WriteTarget target, String field, List<Upsert> documents)
        throws IOException {
      Map<String, float[][]> vectors = new HashMap<>();
      try {
        for (List<Upsert> portion : portions(documents)) {
          List<String> ids = portion.stream().map(Upsert::id).toList();
          Map<String, StoredDocument> found =
              awaited(FOR_VECTORS, () -> reader.read(target.index(), field, ids));
          for (Upsert document : portion) {
            StoredDocument stored = found.get(document.id());
            if (stored != null
                && stored.vectors().length > 0
                && stored.title().equals(document.title())
                && stored.text().equals(document.text())) {
              vectors.put(document.id(), stored.vectors());
            }
          }
        }
      } catch (OpenSearchFailure e) {
        LOG.warn("unchanged documents of {} are encoded again: {}", target.index(), e.getMessage());
      }
      return vectors;
    }

    private static <T> T awaited(Patience patience, Patience.Call<T> call) throws IOException {
      try {
        return patience.await(call);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while OpenSearch was waited for");
      }
    }

    private static List<List<Upsert>> portions(List<Upsert> documents) {
      List<List<Upsert>> portions = new ArrayList<>();
      int start = 0;
      long characters = 0;
      for (int i = 0; i < documents.size(); i++) {
        int length = documents.get(i).passage().length();
        characters += length;
        if (i > start && (i - start == DOCUMENTS || characters > CHARACTERS)) {
          portions.add(documents.subList(start, i));
          start = i;
          characters = length;
        }
      }
      portions.add(documents.subList(start, documents.size()));
      return portions;
    }

    @Override
    public void close() throws IOException {
      pool.close();
    }
  }
}
