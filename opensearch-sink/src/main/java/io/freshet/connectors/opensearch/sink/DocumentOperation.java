/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.util.Arrays;
import java.util.Map;
import org.apache.flink.annotation.PublicEvolving;

/**
 * What one record does to the index.
 *
 * <p>Versions are the caller's (OpenSearch's {@code external_gte}) and decide which write of a
 * document stands, in whatever order and how often they arrive: the one of the highest version. Two
 * writes of one version must have the same content.
 */
@PublicEvolving
public sealed interface DocumentOperation {

  /** A document stands with this content. */
  static Index index(String id, long version, Map<String, ?> source) {
    return new Index(id, version, "", JsonSource.of(source));
  }

  /** A document stands with this content, which is JSON. */
  static Index index(String id, long version, byte[] json) {
    return new Index(id, version, "", json);
  }

  /** A document is gone. */
  static Delete delete(String id, long version) {
    return new Delete(id, version, "");
  }

  /** Nothing happens. */
  static Skip skip() {
    return new Skip();
  }

  /** The record cannot become a document. */
  static Refuse refuse(String id, String reason, String error) {
    return new Refuse(id, reason, error);
  }

  /**
   * A document stands with this content.
   *
   * @param id not empty; OpenSearch takes 512 bytes
   * @param version 0 or more
   * @param routing the empty string to route by the id
   * @param source one JSON object in UTF-8; not copied, never to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // copies of vectors would cost more than all else
  record Index(String id, long version, String routing, byte[] source)
      implements DocumentOperation {

    /** Checks id and version. */
    public Index {
      check(id, version);
    }

    /** The same with a routing of its own. */
    public Index routedBy(String value) {
      return new Index(id, version, value, source);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Index that
          && id.equals(that.id)
          && version == that.version
          && routing.equals(that.routing)
          && Arrays.equals(source, that.source);
    }

    @Override
    public int hashCode() {
      return 31 * id.hashCode() + Long.hashCode(version);
    }
  }

  /**
   * A document is gone. OpenSearch forgets the version of a delete after {@code index.gc_deletes}
   * (a minute), and when a node restarts; an older write that comes later brings the document back.
   * Where that can happen, index a marker instead and leave it out of searches.
   *
   * @param id not empty
   * @param version 0 or more
   * @param routing the empty string to route by the id
   */
  record Delete(String id, long version, String routing) implements DocumentOperation {

    /** Checks id and version. */
    public Delete {
      check(id, version);
    }

    /** The same with a routing of its own. */
    public Delete routedBy(String value) {
      return new Delete(id, version, value);
    }
  }

  /** Nothing happens. */
  record Skip() implements DocumentOperation {}

  /**
   * The record cannot become a document: it goes to the handler of rejected documents.
   *
   * @param id for people, may be empty
   * @param reason a short stable word
   * @param error the full message for a person
   */
  record Refuse(String id, String reason, String error) implements DocumentOperation {}

  private static void check(String id, long version) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a document needs an id");
    }
    if (version < 0) {
      throw new IllegalArgumentException("versions are 0 or more, not " + version);
    }
  }
}
