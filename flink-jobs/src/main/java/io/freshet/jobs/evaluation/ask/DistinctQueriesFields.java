/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.evaluation.metrics.DistinctQueries;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads counts of queries inside other codecs; a change of this format raises their
 * versions.
 */
final class DistinctQueriesFields {
  private DistinctQueriesFields() {}

  static void write(DistinctQueries queries, DataOutputView out) throws IOException {
    long[] hashes = queries.hashes();
    out.writeInt(hashes.length);
    for (long hash : hashes) {
      out.writeLong(hash);
    }
  }

  static DistinctQueries read(DataInputView in) throws IOException {
    long[] hashes = new long[in.readInt()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = in.readLong();
    }
    return DistinctQueries.ofHashes(hashes);
  }
}
