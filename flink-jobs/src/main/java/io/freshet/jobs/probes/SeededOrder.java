/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.model.Sha256;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * An order of ids by a hash of them under a seed, so that the same ids always have the same order,
 * and what is added or taken away moves no others.
 */
record SeededOrder(long seed) {

  /**
   * The ids in this order.
   *
   * @param name tells orders apart that must not agree
   */
  List<String> of(String name, Collection<String> ids) {
    record Ranked(long hash, String id) {}
    return ids.stream()
        .map(id -> new Ranked(hash(name, id), id))
        .sorted(Comparator.comparingLong(Ranked::hash).thenComparing(Ranked::id))
        .map(Ranked::id)
        .toList();
  }

  private long hash(String name, String id) {
    byte[] text = (seed + "\n" + name + "\n" + id).getBytes(UTF_8);
    return ByteBuffer.wrap(Sha256.start().digest(text)).getLong();
  }
}
