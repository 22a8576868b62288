/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link Pane}. */
enum PaneCodec implements Codec<Pane> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(Pane pane, DataOutputView out) throws IOException {
    Fields.writeList(pane.generations(), PaneCodec::writeSums, out);
  }

  static void writeSums(GenerationSums sums, DataOutputView out) throws IOException {
    Fields.writeText(sums.generation(), out);
    Fields.writeText(sums.version(), out);
    MetricSumsFields.write(sums.sums(), out);
    DistinctQueriesFields.write(sums.compared(), out);
  }

  @Override
  public Pane read(DataInputView in) throws IOException {
    return new Pane(Fields.readList(PaneCodec::readSums, in));
  }

  static GenerationSums readSums(DataInputView in) throws IOException {
    return new GenerationSums(
        Fields.readText(in),
        Fields.readText(in),
        MetricSumsFields.read(in),
        DistinctQueriesFields.read(in));
  }

  @Override
  public Class<Pane> type() {
    return Pane.class;
  }

  @Override
  public int version() {
    return 3;
  }
}
