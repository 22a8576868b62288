/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.flink.RejectedShare;
import io.freshet.jobs.flink.TooManyRejectedException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Parts changes of documents from records that could not be read, which go aside as dead letters. A
 * share of rejects over the limit fails the job.
 */
public final class Decoding extends ProcessFunction<Decoded<DocumentChange>, SourcedChange> {

  /** Where the dead letters come out. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", RecordTypes.deadLetter());

  private final double maximumRejectedShare;
  private transient RejectedShare share;
  private transient Counter accepted;
  private transient Counter rejected;

  /**
   * A function.
   *
   * @param maximumRejectedShare of the last records, 0 to 1
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  public Decoding(double maximumRejectedShare) {
    this.maximumRejectedShare = maximumRejectedShare;
  }

  @Override
  public void open(OpenContext context) {
    share = new RejectedShare(maximumRejectedShare);
    accepted =
        getRuntimeContext()
            .getMetricGroup()
            .addGroup(JobMetrics.GROUP)
            .counter(JobMetrics.ACCEPTED);
    rejected =
        getRuntimeContext()
            .getMetricGroup()
            .addGroup(JobMetrics.GROUP)
            .counter(JobMetrics.REJECTED);
  }

  @Override
  public void processElement(
      Decoded<DocumentChange> decoded, Context context, Collector<SourcedChange> output) {
    if (decoded instanceof Decoded.Accepted<DocumentChange> one) {
      share.add(false);
      accepted.inc();
      output.collect(new SourcedChange(one.value(), one.origin()));
    } else if (decoded instanceof Decoded.Rejected<DocumentChange> one) {
      share.add(true);
      rejected.inc();
      context.output(DEAD_LETTERS, one.letter());
      if (share.exceeded()) {
        throw new TooManyRejectedException(
            "%d of the last %d documents were rejected, more than kafka.maximum-rejected-share allows; see the dead letters"
                .formatted(share.count(), share.seen()));
      }
    }
  }
}
