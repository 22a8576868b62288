/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.MetricJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.types.MetricRecordCodec;

/** Reads the topic of metrics. */
public final class MetricDeserializer extends DecodingDeserializer<MetricRecord> {

  /** A deserialiser; it has no settings. */
  public MetricDeserializer() {
    super(MetricRecordCodec.INSTANCE);
  }

  @Override
  public Decoded<MetricRecord> decode(RawRecord raw) {
    return MetricJson.decode(raw);
  }
}
