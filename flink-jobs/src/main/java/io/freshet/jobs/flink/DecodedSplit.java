/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.types.RecordTypes;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * What a source decoded, split into values and dead letters. Fails the job where too large a share
 * of the records is rejected: see {@link Intake}.
 *
 * @param values the records that can be used, in the order of the source
 * @param letters those that cannot
 */
public record DecodedSplit<T>(DataStream<T> values, DataStream<DeadLetter> letters) {

  /**
   * Splits a stream, in the tasks of its source.
   *
   * @param topic what the records were read from, for messages
   * @param maximumShare see {@link RejectedShare}
   * @param uid of the operator
   */
  public static <T> DecodedSplit<T> of(
      SingleOutputStreamOperator<Decoded<T>> decoded,
      TypeInformation<T> type,
      String topic,
      double maximumShare,
      RecordFilter<T> filter,
      String uid) {
    OutputTag<DeadLetter> tag = new OutputTag<>("dead-letters", RecordTypes.deadLetter());
    SingleOutputStreamOperator<T> values =
        Uids.named(
            decoded
                .process(new Splitter<>(topic, maximumShare, filter, tag), type)
                .setParallelism(decoded.getParallelism()),
            uid);
    return new DecodedSplit<>(values, values.getSideOutput(tag));
  }

  private static final class Splitter<T> extends ProcessFunction<Decoded<T>, T>
      implements CheckpointedFunction {

    private final String topic;
    private final double maximumShare;
    private final RecordFilter<T> filter;
    private final OutputTag<DeadLetter> tag;
    private transient @Nullable Intake intake;

    Splitter(String topic, double maximumShare, RecordFilter<T> filter, OutputTag<DeadLetter> tag) {
      this.topic = topic;
      this.maximumShare = maximumShare;
      this.filter = filter;
      this.tag = tag;
      if (!(maximumShare >= 0 && maximumShare <= 1)) {
        throw new IllegalArgumentException(
            "kafka.maximum-rejected-share must be between 0 and 1, not " + maximumShare);
      }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      filter.open(context, getRuntimeContext());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      // What a filter keeps does not change while it runs.
    }

    @Override
    public void open(OpenContext context) {
      intake = new Intake(getRuntimeContext().getMetricGroup(), topic, maximumShare);
    }

    @Override
    public void processElement(Decoded<T> decoded, Context context, Collector<T> out) {
      if (decoded instanceof Decoded.Accepted<T> accepted) {
        Optional<DeadLetter> objection = filter.objection(accepted.value(), accepted.received());
        if (objection.isPresent()) {
          reject(objection.get(), context);
        } else {
          intake().accept();
          out.collect(accepted.value());
        }
      } else if (decoded instanceof Decoded.Rejected<T> rejected) {
        reject(rejected.letter(), context);
      }
    }

    private void reject(DeadLetter letter, Context context) {
      context.output(tag, letter);
      intake().reject(letter);
    }

    private Intake intake() {
      if (intake == null) {
        throw new IllegalStateException("used before it was opened");
      }
      return intake;
    }
  }
}
