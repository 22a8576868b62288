/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.types.GenerationRecordCodec;

/** Reads the topic of generations. */
public final class GenerationDeserializer extends DecodingDeserializer<GenerationRecord> {

  /** A deserialiser; it has no settings. */
  public GenerationDeserializer() {
    super(GenerationRecordCodec.INSTANCE);
  }

  @Override
  public Decoded<GenerationRecord> decode(RawRecord raw) {
    return GenerationJson.decode(raw);
  }
}
