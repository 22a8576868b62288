/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import io.freshet.connectors.kafka.DeadLetterHandler;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes documents into indices. When a checkpoint completes, everything before it is in OpenSearch
 * or in dead letters; while OpenSearch is away, the sink holds the stream back.
 *
 * @param connection how OpenSearch is reached
 * @param alias whose write set decides what happens with writes to an index that is gone: if it is
 *     in the write set the job fails, if not the write is dropped and counted
 * @param settings sizes and patience
 * @param deadLetters takes what OpenSearch refuses
 */
public record OpenSearchSink(
    ConnectionSettings connection,
    String alias,
    BulkSettings settings,
    DeadLetterHandler deadLetters)
    implements Sink<IndexOperation> {

  @Override
  public SinkWriter<IndexOperation> createWriter(WriterInitContext context) throws IOException {
    return new OpenSearchSinkWriter(this, context);
  }
}
