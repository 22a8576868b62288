/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.generations.GenerationDocuments;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.RejectedWrites;
import io.freshet.connectors.opensearch.generations.VectorFormat;
import io.freshet.connectors.opensearch.generations.WriteSetIndices;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DeadLetterHandler;
import io.freshet.connectors.records.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/** A generation of two dimensions, and short ways to write into it. */
final class Fixture {

  /** Records without timestamps. */
  static final SinkWriter.Context CONTEXT =
      new SinkWriter.Context() {
        @Override
        public long currentWatermark() {
          return Long.MIN_VALUE;
        }

        @Override
        public @Nullable Long timestamp() {
          return null;
        }
      };

  private Fixture() {}

  static GenerationSpec spec(String alias, int number, String digest) {
    return new GenerationSpec(
        GenerationSpec.indexName(alias, number, digest),
        GenerationSpec.vectorField(digest),
        2,
        number + "-" + digest.substring(0, 8),
        number,
        digest,
        "file:///models/" + number,
        1,
        0,
        16,
        100,
        Map.of("documents", "topic-id:3"));
  }

  /** The same in another shape. */
  static GenerationSpec shaped(String alias, int number, String digest, IndexShape shape) {
    return changed(spec(alias, number, digest), shape, VectorFormat.FLOAT);
  }

  /** The same with quantised vectors. */
  static GenerationSpec quantized(String alias, int number, String digest) {
    return changed(spec(alias, number, digest), IndexShape.PLAIN, VectorFormat.QUANTIZED);
  }

  private static GenerationSpec changed(
      GenerationSpec plain, IndexShape shape, VectorFormat vectors) {
    return new GenerationSpec(
        plain.index(),
        plain.vectorField(),
        plain.dimension(),
        plain.versionName(),
        plain.versionStep(),
        plain.digest(),
        plain.modelUri(),
        plain.shards(),
        plain.replicas(),
        plain.hnswM(),
        plain.hnswEfConstruction(),
        shape,
        vectors,
        plain.sources());
  }

  static IndexOperation.Put put(
      GenerationSpec spec, String id, long version, String text, float... vector) {
    return new IndexOperation.Put(
        spec.index(),
        id,
        version,
        spec.vectorField(),
        vector,
        "title of " + id,
        text,
        Map.of("language", "java", "package.name", "io.freshet"),
        new Origin("documents", 1, version, 1_000));
  }

  static IndexOperation.Tombstone tombstone(GenerationSpec spec, String id, long version) {
    return new IndexOperation.Tombstone(
        spec.index(), id, version, new Origin("documents", 1, version, 1_000));
  }

  /** A sink that is quicker to try again than the job's, and takes smaller documents. */
  static OpenSearchSink<IndexOperation> sink(
      ConnectionSettings connection, String alias, DeadLetterHandler letters) {
    WriteSetIndices indices = new WriteSetIndices(alias);
    return small(OpenSearchSink.<IndexOperation>builder())
        .setConnection(connection)
        .setConverter(new GenerationDocuments())
        .setIndex(indices)
        .setMissingIndex(indices)
        .setRejectedDocumentHandler(new RejectedWrites(letters))
        .build();
  }

  /** Small requests, short waits. */
  static <T> OpenSearchSinkBuilder<T> small(OpenSearchSinkBuilder<T> builder) {
    return builder
        .setBulkMaxActions(100)
        .setBulkMaxBytes(1L << 20)
        .setMaxInFlightRequests(2)
        .setLinger(Duration.ofMillis(50))
        .setMaxDocumentBytes(1L << 20)
        .setBackoff(Duration.ofMillis(20), Duration.ofMillis(500))
        .setGiveUpAfter(Duration.ofMinutes(2));
  }

  static WriteTarget target(GenerationSpec spec) {
    return new WriteTarget(spec.index(), spec.vectorField(), spec.digest(), spec.modelUri());
  }

  /** Keeps dead letters in memory. */
  static final class Letters implements DeadLetterHandler, DeadLetterHandler.Outlet {

    final transient List<DeadLetter> taken = new CopyOnWriteArrayList<>();

    @Override
    public Outlet open() {
      return this;
    }

    @Override
    public void accept(DeadLetter letter) {
      taken.add(letter);
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {}
  }
}
