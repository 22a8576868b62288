/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import io.freshet.connectors.kafka.DeadLetterHandler;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A generation of two dimensions, and short ways to write into it. */
final class Fixture {

  static final BulkSettings SETTINGS =
      new BulkSettings(
          100,
          1L << 20,
          2,
          Duration.ofMillis(50),
          1L << 20,
          Duration.ofMillis(20),
          Duration.ofMillis(500),
          Duration.ofMinutes(2));

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
