/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How much of a probe set a refresh may change.
 *
 * @param queries most queries a task
 * @param replacedShare share of a task's standing queries that newer ones may replace, in [0, 1]
 * @param documents size of a task's corpus, where its judged documents are not more already
 * @param seed chooses among queries and among documents
 */
public record RefreshPolicy(int queries, double replacedShare, int documents, long seed)
    implements Serializable {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public RefreshPolicy {
    if (queries < 1 || documents < 1) {
      throw new IllegalArgumentException(
          "a probe set needs 1 query and 1 document at least, not %d and %d"
              .formatted(queries, documents));
    }
    if (!(replacedShare >= 0 && replacedShare <= 1)) {
      throw new IllegalArgumentException(
          "the share of replaced queries must be from 0 to 1, not " + replacedShare);
    }
  }

  /**
   * Orders ids by a hash of them under the seed and a name, so that the same ids always have the
   * same order, and what is added or taken away moves no others.
   *
   * @param name tells orders apart that must not agree
   */
  List<String> ranked(String name, Collection<String> ids) {
    record Ranked(long hash, String id) {}
    return ids.stream()
        .map(id -> new Ranked(hash(name, id), id))
        .sorted(Comparator.comparingLong(Ranked::hash).thenComparing(Ranked::id))
        .map(Ranked::id)
        .toList();
  }

  private long hash(String name, String id) {
    byte[] text = (seed + "\n" + name + "\n" + id).getBytes(UTF_8);
    return ByteBuffer.wrap(ProbeSetDigest.sha256().digest(text)).getLong();
  }
}
