/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.types.Codec;
import io.freshet.connectors.types.Fields;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Codec of {@link TaskAnswers}. */
enum TaskAnswersCodec implements Codec<TaskAnswers> {
  /** The codec. */
  INSTANCE;

  @Override
  public void write(TaskAnswers answers, DataOutputView out) throws IOException {
    Fields.writeText(answers.task(), out);
    out.writeLong(answers.time());
    Fields.writeText(answers.generation(), out);
    Fields.writeText(answers.version(), out);
    MetricSumsFields.write(answers.sums(), out);
    DistinctQueriesFields.write(answers.compared(), out);
  }

  @Override
  public TaskAnswers read(DataInputView in) throws IOException {
    return new TaskAnswers(
        Fields.readText(in),
        in.readLong(),
        Fields.readText(in),
        Fields.readText(in),
        MetricSumsFields.read(in),
        DistinctQueriesFields.read(in));
  }

  @Override
  public Class<TaskAnswers> type() {
    return TaskAnswers.class;
  }

  @Override
  public int version() {
    return 3;
  }
}
