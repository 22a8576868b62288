/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.flink.Uids;
import io.freshet.jobs.training.state.TrainerInputCodec;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The sampler as a part of a job. */
public final class SampledSteps {

  private SampledSteps() {}

  /**
   * Deals the messages of a stream in steps, for whoever wants steps without a trainer: no task is
   * refused for the model's sake. The stream must be of one task, so that its order holds.
   */
  public static SingleOutputStreamOperator<TrainerInput> of(
      DataStream<Decoded<TrainingMessage>> messages, FreshetConfig config) {
    return of(messages, config, "the stream", () -> task -> {});
  }

  /** The same for a trainer, and messages that were read from a place with a name. */
  static SingleOutputStreamOperator<TrainerInput> of(
      DataStream<Decoded<TrainingMessage>> messages,
      FreshetConfig config,
      String from,
      SamplerOperator.Fit fit) {
    // One key in one task: no shuffle, so that all of the job stands in one chain and a checkpoint
    // waits for no queue of examples.
    return Uids.named(
        DataStreamUtils.reinterpretAsKeyedStream(
                messages, message -> SamplerOperator.KEY, Types.INT)
            .transform(
                "training-sampler",
                CodecTypeInformation.of(TrainerInputCodec.INSTANCE),
                new SamplerOperator(config, from, fit))
            .setParallelism(1)
            .setMaxParallelism(1),
        "training-sampler");
  }
}
