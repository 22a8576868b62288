/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.time.Duration;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/** A sink that is quicker to try again than the usual one, and takes smaller documents. */
final class SmallSink {

  /** Records without timestamps. */
  static final SinkWriter.Context CONTEXT =
      new SinkWriter.Context() {
        @Override
        public long currentWatermark() {
          return Long.MIN_VALUE;
        }

        @Override
        public @Nullable Long timestamp() {
          return null;
        }
      };

  private SmallSink() {}

  /** Small requests, short waits. */
  static <T> OpenSearchSinkBuilder<T> of(OpenSearchSinkBuilder<T> builder) {
    return builder
        .setBulkMaxActions(100)
        .setBulkMaxBytes(1L << 20)
        .setMaxInFlightRequests(2)
        .setLinger(Duration.ofMillis(50))
        .setMaxDocumentBytes(1L << 20)
        .setBackoff(Duration.ofMillis(20), Duration.ofMillis(500))
        .setGiveUpAfter(Duration.ofMinutes(2));
  }
}
