/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.types.Fields;
import io.freshet.evaluation.metrics.GroupedSum;
import io.freshet.evaluation.metrics.MetricSums;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads sums of metrics inside other codecs; a change of this format raises their
 * versions.
 */
final class MetricSumsFields {
  private MetricSumsFields() {}

  static void write(MetricSums sums, DataOutputView out) throws IOException {
    Fields.writeMap(sums.sums(), MetricSumsFields::writeSum, out);
  }

  static MetricSums read(DataInputView in) throws IOException {
    return new MetricSums(Fields.readMap(MetricSumsFields::readSum, in));
  }

  /** The groups that have values, as bits, and what they have. */
  private static void writeSum(GroupedSum sum, DataOutputView out) throws IOException {
    int occupied = 0;
    for (int group = 0; group < GroupedSum.GROUPS; group++) {
      occupied |= sum.count(group) == 0 ? 0 : 1 << group;
    }
    out.writeInt(occupied);
    for (int group = 0; group < GroupedSum.GROUPS; group++) {
      if (sum.count(group) != 0) {
        out.writeDouble(sum.sum(group));
        out.writeLong(sum.count(group));
      }
    }
  }

  private static GroupedSum readSum(DataInputView in) throws IOException {
    double[] sums = new double[GroupedSum.GROUPS];
    long[] counts = new long[GroupedSum.GROUPS];
    int occupied = in.readInt();
    for (int group = 0; group < GroupedSum.GROUPS; group++) {
      if ((occupied & 1 << group) != 0) {
        sums[group] = in.readDouble();
        counts[group] = in.readLong();
      }
    }
    return GroupedSum.of(sums, counts);
  }
}
