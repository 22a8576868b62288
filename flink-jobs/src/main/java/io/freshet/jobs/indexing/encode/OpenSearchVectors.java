/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Patience;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.WriteTarget;
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
 * Vectors read by id in real time: what was written is seen at once, without a refresh. While
 * OpenSearch is away the reader waits a minute at most, and then leaves the texts to the encoder:
 * the sink is where a longer outage holds the stream back.
 */
public record OpenSearchVectors(ConnectionSettings connection) implements StoredVectors.Source {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSearchVectors.class);
  private static final Patience PATIENCE =
      new Patience(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofMinutes(1));

  /** Documents in one request at most. */
  private static final int DOCUMENTS = 64;

  /** Characters of texts in one answer at most, if stored ones are as long as those asked for. */
  private static final int CHARACTERS = 1 << 20;

  @Override
  public StoredVectors open() {
    OpenSearchConnection pool = OpenSearchConnection.open(connection);
    return new Stored(pool, new DocumentReader(pool));
  }

  private record Stored(OpenSearchConnection pool, DocumentReader reader) implements StoredVectors {

    @Override
    public Map<String, float[]> read(WriteTarget target, List<Upsert> documents)
        throws IOException {
      Map<String, float[]> vectors = new HashMap<>();
      try {
        for (List<Upsert> portion : portions(documents)) {
          List<String> ids = portion.stream().map(Upsert::id).toList();
          Map<String, StoredDocument> found =
              PATIENCE.await(() -> reader.read(target.index(), target.vectorField(), ids));
          for (Upsert document : portion) {
            StoredDocument stored = found.get(document.id());
            if (stored != null
                && stored.vector().length > 0
                && stored.passage().equals(document.passage())) {
              vectors.put(document.passage(), stored.vector());
            }
          }
        }
      } catch (OpenSearchFailure e) {
        LOG.warn("unchanged documents of {} are encoded again: {}", target.index(), e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while stored vectors were read");
      }
      return vectors;
    }

    private static List<List<Upsert>> portions(List<Upsert> documents) {
      List<List<Upsert>> portions = new ArrayList<>();
      int start = 0;
      long characters = 0;
      for (int i = 0; i < documents.size(); i++) {
        characters += documents.get(i).passage().length();
        if (i > start && (i - start == DOCUMENTS || characters > CHARACTERS)) {
          portions.add(documents.subList(start, i));
          start = i;
          characters = documents.get(i).passage().length();
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
