/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import io.freshet.connectors.types.Fields;
import io.freshet.evaluation.metrics.MetricSums;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Sums of metrics as a piece of codecs. */
final class MetricSumsFields {
  private MetricSumsFields() {}

  static void write(MetricSums sums, DataOutputView out) throws IOException {
    Fields.writeMap(sums.sums(), MetricSumsFields::writeSum, out);
  }

  static MetricSums read(DataInputView in) throws IOException {
    return new MetricSums(Fields.readMap(MetricSumsFields::readSum, in));
  }

  private static void writeSum(MetricSums.Sum sum, DataOutputView out) throws IOException {
    out.writeDouble(sum.sum());
    out.writeDouble(sum.squares());
    out.writeLong(sum.count());
  }

  private static MetricSums.Sum readSum(DataInputView in) throws IOException {
    return new MetricSums.Sum(in.readDouble(), in.readDouble(), in.readLong());
  }
}
