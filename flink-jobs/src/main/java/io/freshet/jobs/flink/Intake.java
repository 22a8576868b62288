/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.connectors.records.DeadLetter;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts the records that a task can use and those that it cannot, and fails it where too large a
 * share cannot be used, for then something is wrong with all of them. Belongs to the task's thread.
 */
public final class Intake {

  private final String from;
  private final double maximumShare;
  private final RejectedShare share;
  private final Counter accepted;
  private final Counter rejected;
  private final MetricGroup group;
  private final Map<String, Counter> byReason = new HashMap<>();

  /**
   * Starts with no record.
   *
   * @param from what the records were read from, for messages
   * @param maximumShare see {@link RejectedShare}
   */
  public Intake(MetricGroup group, String from, double maximumShare) {
    this.group = group;
    this.from = from;
    this.maximumShare = maximumShare;
    share = new RejectedShare(maximumShare);
    accepted = JobMetrics.ACCEPTED.counter(group);
    rejected = JobMetrics.REJECTED.counter(group);
  }

  /** Counts a record that can be used. */
  public void accept() {
    share.add(false);
    accepted.inc();
  }

  /**
   * Counts a record that cannot be used, once its letter is sent.
   *
   * @throws TooManyRejectedException where the share is exceeded
   */
  public void reject(DeadLetter letter) {
    rejected.inc();
    byReason
        .computeIfAbsent(
            letter.reason(), word -> JobMetrics.REJECTED_BY_REASON.counter(group, word))
        .inc();
    share.add(true);
    if (share.exceeded()) {
      throw new TooManyRejectedException(
          share.count()
              + " of the last "
              + share.seen()
              + " records of "
              + from
              + " cannot be used, which is over the share of "
              + maximumShare
              + " that kafka.maximum-rejected-share allows; the last one: "
              + letter.reason()
              + ": "
              + letter.error());
    }
  }
}
