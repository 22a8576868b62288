/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Origin;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Kafka's records as the decoders take them. */
public final class RawRecords {

  private RawRecords() {}

  /** The record as it came. */
  public static RawRecord of(ConsumerRecord<byte[], byte[]> kafka) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : kafka.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return new RawRecord(
        Optional.ofNullable(kafka.key()),
        Optional.ofNullable(kafka.value()),
        headers,
        new Origin(kafka.topic(), kafka.partition(), kafka.offset(), kafka.timestamp()));
  }
}
