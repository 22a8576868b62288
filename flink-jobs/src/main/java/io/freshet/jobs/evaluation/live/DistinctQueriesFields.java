/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import io.freshet.evaluation.metrics.DistinctQueries;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Counts of queries as a piece of codecs, whose versions count the forms of these bytes too. */
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
