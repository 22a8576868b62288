/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.types.CodecTypeInformation;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * Vectors in the keyed state of an operator, keyed by document id: of each document those of one
 * content, by each side that is written now, and nothing of a document that is gone.
 */
final class KeptVectors implements VectorMemory {
  private final KeyContext keys;
  private final MapState<String, EncodedContent> bySide;
  private Set<String> sides = Set.of();

  /**
   * A memory.
   *
   * @param keys told whose state is meant
   * @param bySide as {@link #state} describes it
   */
  KeptVectors(KeyContext keys, MapState<String, EncodedContent> bySide) {
    this.keys = keys;
    this.bySide = bySide;
  }

  /**
   * The state of a memory.
   *
   * @param kept how long the vectors of a document are remembered; zero for ever
   */
  static MapStateDescriptor<String, EncodedContent> state(Duration kept) {
    MapStateDescriptor<String, EncodedContent> state =
        new MapStateDescriptor<>(
            "vectors", Types.STRING, CodecTypeInformation.of(EncodedContentCodec.INSTANCE));
    if (!kept.isZero()) {
      state.enableTimeToLive(StateTtlConfig.newBuilder(kept).build());
    }
    return state;
  }

  @Override
  public void write(Set<String> written) {
    sides = Set.copyOf(written);
  }

  @Override
  public Optional<float[][]> find(String id, String side, Supplier<String> content)
      throws IOException {
    keys.setCurrentKey(id);
    try {
      return Optional.ofNullable(bySide.get(side))
          .filter(known -> known.content().equals(content.get()))
          .map(EncodedContent::vectors);
    } catch (Exception e) {
      throw new IOException("cannot read the vectors of '" + id + "' from the state", e);
    }
  }

  @Override
  public void keep(String id, String side, Supplier<String> content, float[][] vectors)
      throws IOException {
    String digest = content.get();
    keys.setCurrentKey(id);
    try {
      Iterator<Map.Entry<String, EncodedContent>> entries = bySide.iterator();
      while (entries.hasNext()) {
        Map.Entry<String, EncodedContent> entry = entries.next();
        if (!sides.contains(entry.getKey()) || !entry.getValue().content().equals(digest)) {
          entries.remove();
        }
      }
      bySide.put(side, new EncodedContent(digest, vectors));
    } catch (Exception e) {
      throw new IOException("cannot keep the vectors of '" + id + "' in the state", e);
    }
  }

  @Override
  public void forget(String id) {
    keys.setCurrentKey(id);
    bySide.clear();
  }
}
