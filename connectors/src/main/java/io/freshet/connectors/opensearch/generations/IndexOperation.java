/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.VectorPath;
import io.freshet.connectors.records.Origin;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** A write of one document into one index. Versions decide which write of a document stands. */
public sealed interface IndexOperation {

  /** The concrete index of a generation. */
  String index();

  /** The document's id. */
  String id();

  /** The document's version, 0 or more. */
  long version();

  /** The record that led to the write, for dead letters. */
  Origin origin();

  /**
   * The document stands with this content.
   *
   * @param vectors by their path, see {@link io.freshet.connectors.opensearch.client.VectorPath},
   *     [vectors, dimension of the field]: one, or one a chunk where the path is nested; never to
   *     be changed
   * @param types that the index gives fields of the metadata; others are texts
   */
  record Put(
      String index,
      String id,
      long version,
      Map<String, float[][]> vectors,
      String title,
      String text,
      Map<String, String> metadata,
      Map<String, MetadataType> types,
      Origin origin)
      implements IndexOperation {

    public Put {
      vectors = Map.copyOf(vectors);
      metadata = Map.copyOf(metadata);
      types = Map.copyOf(types);
      checkVersion(version);
      for (Map.Entry<String, float[][]> entry : vectors.entrySet()) {
        int count = entry.getValue().length;
        if (count == 0 || (count > 1 && !new VectorPath(entry.getKey()).isNested())) {
          throw new IllegalArgumentException(
              "document '%s' has %d vectors for field %s".formatted(id, count, entry.getKey()));
        }
      }
    }

    /** A write of one vector, with metadata that are texts. */
    public Put(
        String index,
        String id,
        long version,
        String vectorField,
        float[] vector,
        String title,
        String text,
        Map<String, String> metadata,
        Origin origin) {
      this(
          index,
          id,
          version,
          Map.of(vectorField, new float[][] {vector}),
          title,
          text,
          metadata,
          Map.of(),
          origin);
    }

    /** A write whose record is not known; its dead letter would name the index and version. */
    public Put(
        String index,
        String id,
        long version,
        String vectorField,
        float[] vector,
        String title,
        String text,
        Map<String, String> metadata) {
      this(
          index,
          id,
          version,
          vectorField,
          vector,
          title,
          text,
          metadata,
          new Origin(index, 0, version, -1));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Put that
          && index.equals(that.index)
          && id.equals(that.id)
          && version == that.version
          && areEqual(vectors, that.vectors)
          && title.equals(that.title)
          && text.equals(that.text)
          && metadata.equals(that.metadata)
          && types.equals(that.types)
          && origin.equals(that.origin);
    }

    private static boolean areEqual(Map<String, float[][]> some, Map<String, float[][]> others) {
      return some.keySet().equals(others.keySet())
          && some.entrySet().stream()
              .allMatch(each -> Arrays.deepEquals(each.getValue(), others.get(each.getKey())));
    }

    @Override
    public int hashCode() {
      return Objects.hash(index, id, version);
    }
  }

  /** The document is gone: a document without vector and text that no search finds. */
  record Tombstone(String index, String id, long version, Origin origin) implements IndexOperation {

    public Tombstone {
      checkVersion(version);
    }

    /** A delete whose record is not known; its dead letter would name the index and version. */
    public Tombstone(String index, String id, long version) {
      this(index, id, version, new Origin(index, 0, version, -1));
    }
  }

  private static void checkVersion(long version) {
    if (version < 0) {
      throw new IllegalArgumentException("versions are 0 or more, not " + version);
    }
  }
}
