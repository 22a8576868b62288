/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.jobs.flink.JobMetrics;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * What encoders count. Used by the operator's thread.
 *
 * @param encoded texts, or chunks of them, that a model encoded
 * @param reused documents whose vectors came from an index
 */
public record EncodeCounts(Counter encoded, Counter reused) {

  static EncodeCounts in(MetricGroup group) {
    return new EncodeCounts(
        JobMetrics.ENCODED_TEXTS.counter(group), JobMetrics.REUSED_VECTORS.counter(group));
  }
}
