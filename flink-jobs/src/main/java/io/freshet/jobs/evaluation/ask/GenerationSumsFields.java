/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.types.Fields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads the sums of a generation inside other codecs; a change of this format raises
 * their versions.
 */
public final class GenerationSumsFields {
  private GenerationSumsFields() {}

  /** Writes the sums. */
  public static void write(GenerationSums sums, DataOutputView out) throws IOException {
    Fields.writeText(sums.generation(), out);
    Fields.writeText(sums.version(), out);
    MetricSumsFields.write(sums.sums(), out);
    DistinctQueriesFields.write(sums.compared(), out);
  }

  /** Reads what {@link #write} wrote. */
  public static GenerationSums read(DataInputView in) throws IOException {
    return new GenerationSums(
        Fields.readText(in),
        Fields.readText(in),
        MetricSumsFields.read(in),
        DistinctQueriesFields.read(in));
  }
}
