/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.types.GenerationMessageCodec;

/** Reads the topic of generations. */
public final class GenerationDeserializer extends DecodingDeserializer<GenerationMessage> {

  /** A deserialiser; it has no settings. */
  public GenerationDeserializer() {
    super(GenerationMessageCodec.INSTANCE);
  }

  @Override
  public Decoded<GenerationMessage> decode(RawRecord raw) {
    return GenerationJson.decode(raw);
  }
}
