/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.training.state.TrainerInputCodec;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The sampler as a part of a job, for whoever wants steps without a trainer. */
public final class SampledSteps {

  private SampledSteps() {}

  /**
   * Deals the messages of a stream in steps, in one task. The stream must be of one task too, so
   * that its order holds.
   */
  public static SingleOutputStreamOperator<TrainerInput> of(
      DataStream<TrainingMessage> messages,
      SamplingConfig sampling,
      Map<String, TaskConfig> tasks) {
    // One key in one task: no shuffle, so that a checkpoint waits for no queue of examples.
    return Uids.named(
        DataStreamUtils.reinterpretAsKeyedStream(
                messages, message -> SamplerOperator.KEY, Types.INT)
            .transform(
                "training-sampler",
                CodecTypeInformation.of(TrainerInputCodec.INSTANCE),
                new SamplerOperator(sampling, tasks))
            .setParallelism(1)
            .setMaxParallelism(1),
        "training-sampler");
  }
}
