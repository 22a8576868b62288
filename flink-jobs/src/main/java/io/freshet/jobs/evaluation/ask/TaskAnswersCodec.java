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
    GenerationSumsFields.write(answers.generationSums(), out);
  }

  @Override
  public TaskAnswers read(DataInputView in) throws IOException {
    String task = Fields.readText(in);
    long time = in.readLong();
    GenerationSums sums = GenerationSumsFields.read(in);
    return new TaskAnswers(
        task, time, sums.generation(), sums.version(), sums.sums(), sums.compared());
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
